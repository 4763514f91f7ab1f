"""A build whole, for those who ask for one: check → record → make → publish, and what is said of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from findyourcluster.cache import forget_unfinished
from findyourcluster.compress import NO_BROTLI, has_brotli
from findyourcluster.faults import sentences
from findyourcluster.inputs import Inputs, inputs_of
from findyourcluster.made import Made, MadeFile, copy_of_words, published
from findyourcluster.making import make
from findyourcluster.model import Site
from findyourcluster.outputs.paper import LETTERS, CannotPrint, has_letters, ready_to_print
from findyourcluster.pipeline import Checkup, check, job_of
from findyourcluster.progress import Progress, Timings
from findyourcluster.promise import Promise
from findyourcluster.publish import CannotPublish, Publication, alone, before_of, publication
from findyourcluster.recording import CannotRecord, Record, ready, record_of
from findyourcluster.report import describe, in_template, report
from findyourcluster.saving import tidy
from findyourcluster.stamps import Looked, stamp_of
from findyourcluster.workers import WorkerLost
from findyourcluster.yamledit import CannotEdit


@dataclass(frozen=True, slots=True)
class Build:
    """What is asked for."""

    root: Path
    out: Path
    today: date
    pdf: bool
    compress: bool
    format: str  # in which it is said
    options: tuple[object, ...]  # what it depends on besides what is read

    def run(self, timings: Timings, before: Inputs, earlier: Made, kept: MadeFile) -> int:
        """Builds the site, with what is still true of EARLIER; the next build finds in KEPT what this one made.
        BEFORE: what there was to read when it began.

        Returns the exit status: 1 where content or data have problems, 2 where something cannot be written.
        """
        out = self.out.absolute()
        try:
            with alone(out, lambda says: print(says, file=sys.stderr, flush=True)) as waited:
                if self._heal() or waited:
                    before, earlier = inputs_of(self.root), kept.read()
                with Looked(out, before_of(out)) as looked:
                    return self._run(timings, before, earlier, kept, looked)
        except (CannotEdit, CannotRecord, CannotPublish, WorkerLost) as why:
            print(f"{why}\nNothing was published; the site is as it was.", file=sys.stderr)
            return 1 if isinstance(why, CannotEdit) else 2
        except Exception as error:
            if not (said := in_template(error)):
                raise
            print(f"{said}\nNothing was published; the site is as it was.", file=sys.stderr)
            return 1

    def _heal(self) -> bool:
        """Finishes or clears away what a build that was killed left besides folders; whether that changed what is read.
        Raises CannotRecord."""
        forget_unfinished(self.root / ".cache")
        tidy(self.root / "data")
        try:
            return Promise(self.root, self.out).keep()
        except OSError as error:
            raise CannotRecord(sentences(error, error.filename or self.root / "data")) from error

    def _run(self, timings: Timings, before: Inputs, earlier: Made, kept: MadeFile, looked: Looked) -> int:
        checkup = check(self.root, self.today, timings)
        if is_own := self.out.resolve() == (self.root / "site").resolve():
            checkup = _with_addresses_to_come(checkup)
        if checkup.problems:
            report(checkup, "Nothing was published; the site is as it was.", self.format)
            return 1
        wants_pdfs = self.pdf or checkup.site.settings.pdf
        pdf, no_pdfs = printable(checkup.shown) if wants_pdfs else (frozenset[str](), "")
        if no_pdfs:
            print(no_pdfs, file=sys.stderr)
        compress = self.compress or checkup.site.settings.compress
        if no_brotli := compress and not has_brotli():
            print(NO_BROTLI, file=sys.stderr)
        record = Record(checkup)
        if is_own:  # elsewhere it is only tried out
            with timings.of("record"):
                record = record_of(checkup, self.root, self.out)
            checkup = record.checkup
        job = job_of(checkup, self.root, before.program, pdf=pdf, compress=compress)
        with publication(self.out, looked.stamps) as place:
            made = make(job, place, earlier, timings, Progress(sys.stderr).told)
            with timings.of("publish"):
                is_kept = self._put(place, record)
        if not is_kept:
            kept.write(made)
            return 2
        with timings.of("keep"):
            after = inputs_of(self.root)
            silent = not (checkup.advice or checkup.not_checked or no_pdfs or no_brotli)
            settled = silent and before.same_but_for(after, record.texts)
            inputs, said = after.digest(self.options) if settled else b"", describe(checkup.shown)
            kept.write(replace(made, inputs=inputs, said=said, copy=stamp_of(copy_of_words(self.root, self.out))))
        report(checkup, "", self.format)
        if self.format == "text":
            print(said)
            print(published(made, self.out, changed=place.has_begun))
            print("".join(f"{sentence}\n" for sentence in record.says), end="")
        return 0

    def _put(self, place: Publication, record: Record) -> bool:
        """Publishes, and writes RECORD down; False, after saying so, where only that could not be done."""
        promise = Promise(self.root, self.out)
        with ready(record, self.root) as write_down:
            promise.give(place.to_be, record.checkup.texts, record.before, record.texts)
            place.put()
            try:
                write_down()
            except OSError as why:
                says = f"The site is published. {sentences(why, record.files)}"
                print(f"{says}\nNothing is lost: the next build does it.", file=sys.stderr)
                return False
        promise.kept()
        return True


def _with_addresses_to_come(checkup: Checkup) -> Checkup:
    """CHECKUP without the note that some addresses are new: this build adds them to those that are kept."""
    problems, advice = (
        tuple(problem for problem in found if problem.rule != "address-new")
        for found in (checkup.problems, checkup.advice)
    )
    return replace(checkup, problems=problems, advice=advice)


def printable(site: Site) -> tuple[frozenset[str], str]:
    """The languages of SITE, by their codes, in which PDFs can be made here; and why not in all, with how that is
    mended."""
    try:
        ready_to_print()
    except CannotPrint as why:
        return frozenset(), str(why)
    codes, lacking = {site.settings.language}, []
    for catalogue in site.catalogues:
        letters = {letter for message in catalogue.messages for text in message.translated for letter in text}
        if has_letters("".join(sorted(letters))):
            codes.add(catalogue.language.code)
        else:
            lacking.append(LETTERS.format(language=catalogue.language.name))
    return frozenset(codes), "\n".join(lacking)
