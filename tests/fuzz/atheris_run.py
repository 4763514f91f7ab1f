"""Fuzzing that follows which lines of the program an input reaches: `python -m tests.fuzz.atheris_run markdown`.

It needs atheris (`pip install atheris`), which no test needs, and which has no wheels for Windows. What comes after the
name of the target goes to libFuzzer: `-max_total_time=600`. What it finds lies in crash-*: put it into the corpus.
"""

from __future__ import annotations

import sys

import atheris

from tests.fuzz import grammar

with atheris.instrument_imports(include=["findyourcluster", "markdown"]):
    from tests.fuzz import targets

USAGE = f"python -m tests.fuzz.atheris_run TARGET [libFuzzer's options]; TARGET: {', '.join(targets.TARGETS)}"


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in targets.TARGETS:
        sys.exit(USAGE)
    name, *options = arguments
    target = targets.TARGETS[name]
    atheris.Setup(
        [sys.argv[0], "-max_len=4000", *options, str(grammar.CORPUS / name)],
        lambda data: target(data.decode("utf-8", "replace")),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
