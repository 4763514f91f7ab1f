"""`build.py build`: the site, from content/ and data/ to the published folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from findyourcluster.inputs import inputs_of
from findyourcluster.made import Made, MadeFile, copy_of_words, is_intact, left_over, promise_of, published
from findyourcluster.progress import Timings
from findyourcluster.stamps import stamp_of


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    out: Path = asked.out or root / "site"
    pdf: bool = asked.pdf or asked.install_pdf
    compress: bool = asked.compress or asked.install_compress
    timings = Timings()
    with timings.of("look"):
        kept = MadeFile(root, out)
        earlier = kept.read()
        options = (asked.today.isoformat(), pdf, compress)
        inputs = inputs_of(root)
        same = inputs.digest(options) == earlier.inputs
        is_done = asked.format == "text" and same and _is_there(earlier, root, out)
    if is_done:
        print(earlier.said)
        print(published(earlier, out, changed=False))
        return _done(asked, timings)
    from findyourcluster.building import Build  # noqa: PLC0415 (it loads all that pages are made with)

    status = Build(root, out, asked.today, pdf, compress, asked.format, options).run(timings, inputs, earlier, kept)
    return _done(asked, timings) if status == 0 and asked.format == "text" else status


def _is_there(earlier: Made, root: Path, out: Path) -> bool:
    """Whether all that EARLIER says was published and kept is there still, and nothing of a build that was killed."""
    is_healed = not (left_over(out) or any(path.exists() for path in promise_of(root, out)))
    return is_healed and stamp_of(copy_of_words(root, out)) == earlier.copy and is_intact(out, earlier)


def _done(asked: argparse.Namespace, timings: Timings) -> int:
    if asked.timings:
        timings.say()
    return 0
