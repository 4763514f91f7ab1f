"""How far a build is, for those who wait for it, and how long each stage took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


@dataclass(slots=True)
class Timings:
    """Wall seconds by stage, in the order in which they ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start

    def say(self) -> None:
        for stage, seconds in self.seconds.items():
            print(f"  {stage:8} {seconds:6.3f} s")
        print(f"  {'in all':8} {sum(self.seconds.values()):6.3f} s")


class Progress:
    """A bar on a terminal, a line now and then in a log; nothing of what is done within a second.

    CLOCK gives seconds, from whenever.
    """

    PATIENCE = 1.0  # seconds
    WIDTH = 30  # characters of the bar
    LINES = 10  # in a log, for the whole of a stage
    EACH = 0.1  # seconds between two looks of the bar

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream
        self.clock = clock
        self.counts = stream.isatty()
        self.started = clock()
        self.said = self.started
        self.line = ""

    def told(self, what: str, done: int, of: int) -> None:
        """DONE of OF things are made; WHAT they are, in words: "pages"."""
        now = self.clock()
        if now - self.started < self.PATIENCE:
            return
        line = f"Making {what}: {done:,} of {of:,}"
        if not self.counts:
            if done == of or done * self.LINES // of != (done - 1) * self.LINES // of:
                print(line, file=self.stream, flush=True)
        elif done == of or now - self.said >= self.EACH:
            self.said = now
            self._show(f"{line} [{'#' * (done * self.WIDTH // of):{self.WIDTH}}]", end="\n" if done == of else "")

    def _show(self, line: str, end: str) -> None:
        print(f"\r{line:{len(self.line)}}", end=end, file=self.stream, flush=True)
        self.line = "" if end else line
