"""One command, measured from outside as a whole: seconds by the clock, seconds of all its processors, memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.02
"""Seconds between two looks at the memory."""
LONGEST = 1800
"""Seconds after which a command is ended: it would never be done."""


class Failed(Exception):
    """The command did not do its work, with the last words that it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, with all processes that it started and waited for
    peak_mb: float  # only where memory was watched: at once by all its processes; else the largest of them


def _environment() -> dict[str, str]:
    """That of a user: Python keeps what it compiled, as it does where nobody forbids it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], cwd: Path, log: Path, env: Mapping[str, str], *, watched: bool = False) -> Run:
    """Runs COMMAND in CWD; what it says goes to LOG. WATCHED: looks at its memory, which disturbs its time a little."""
    os.sync()  # nobody pays for what the one before has not written yet
    with log.open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env={**_environment(), **env}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        end = threading.Timer(LONGEST, process.kill)
        end.start()
        watch = _Watch(process.pid) if watched else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    end.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watch.ended() if watch else 0.0
    if process.returncode:
        words = " ".join(log.read_text("utf-8", errors="replace").split())[-300:]
        raise Failed(f"it ended with {process.returncode}: {words}")
    return Run(wall, usage.ru_utime + usage.ru_stime, peak or usage.ru_maxrss / 1024)


class _Watch:
    """Looks every moment at the memory of a process and of all that it started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def ended(self) -> float:
        """The most megabytes at once; 0 where the system does not tell."""
        self.over.set()
        self.thread.join()
        return self.peak

    def _look(self) -> None:
        while not self.over.wait(EVERY):
            self.peak = max(self.peak, sum(map(_megabytes, _tree(self.pid))))


def _tree(pid: int) -> list[int]:
    """PID and the processes below it (Linux)."""
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, tasks.read_text().split())
            except OSError:  # it has just ended
                continue
    return found


def _megabytes(pid: int) -> float:
    """The memory of a process; what it shares with others counts in part for each (PSS), so that a sum is right."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
