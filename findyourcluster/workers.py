"""Processes that share the work of this one, and end with it, however it ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


class WorkerLost(Exception):
    """That one of them was ended from outside, as sentences for a person."""


@contextmanager
def workers(
    count: int, method: str, begin: Callable[..., None] | None = None, given: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """COUNT processes, made by the METHOD of that name of `multiprocessing`; each begins with BEGIN of what is GIVEN.

    Where that fails for which they work, they finish what they have in hand and get nothing more.
    """
    import multiprocessing  # noqa: PLC0415 (where little is to be done, it need not be loaded)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    pool = ProcessPoolExecutor(count, multiprocessing.get_context(method), _begin, (begin, given))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise WorkerLost(
            "The system ended one of the processes that make the site: perhaps this computer ran out of memory."
            " Close other programs, then build again."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the process that they work for ends them
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*given)


def _end_with_parent() -> None:
    """Ends this process when the one that it works for is gone: alone it would wait for ever, and perhaps write."""
    from multiprocessing import parent_process  # noqa: PLC0415 (it is loaded in every process that comes here)

    if parent := parent_process():
        parent.join()
        os._exit(1)
