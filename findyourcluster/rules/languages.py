"""Rules on translations: that they say what the original says, who checked them, and that nothing in them breaks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from findyourcluster.addresses import language_address, layout_anchors
from findyourcluster.catalogues import REVIEWED_BY, REVIEWED_ON, catalogue_file
from findyourcluster.editions import words_of_data
from findyourcluster.fields import did_you_mean, swap_for
from findyourcluster.model import Catalogue, Fragment, Message, Page, Place, Translation
from findyourcluster.rules import Checked, Finding, addresses, met_while_reading, rule, taken
from findyourcluster.sections import outdated

_FILLED_IN = re.compile(r"%\(\w+\)s|\{\w+\}")
_MARKUP = re.compile(r"<[^>]*>?|&#?\w+;|>")
_RIGHT_TO_LEFT = ("R", "AL")


met_while_reading(
    "catalogue",
    "A catalogue that cannot be read has no words: the site would be English under another name.",
    bad='a catalogue in which a line is `msgd "Back"`',
    good='the same with `msgid "Back"`',
    where="told",
)


@rule(
    "language-words",
    where="data/site.yaml",
    bad="""
        languages:
          - {code: gu, name: ગુજરાતી}
    """,
    good="""
        language_name: English
    """,
)
def each_language_has_its_words(checked: Checked) -> Iterator[Finding]:
    """A language without a catalogue would be English under another name."""
    there = {catalogue.language.code for catalogue in checked.site.catalogues}
    for language in checked.site.settings.languages:
        file = catalogue_file(language.code)
        if not language.gone and language.code not in there:
            says = f"The site is to be read in {language.name}, and {file} is not there."
            yield language.at.record, says, f"Begin it: build.py translations --update {language.code}"


@rule(
    "language-address",
    where="told",
    bad="a language with the code pl, where there is a page content/pl.md",
    good="the same with the page under another name",
)
def no_language_takes_an_address(checked: Checked) -> Iterator[Finding]:
    """All pages of a language lie below its code: nothing else can lie there."""
    for language in checked.site.settings.languages:
        start = language_address(language)
        if any(address.startswith(start) and at != language.at.record for address, at in checked.once(taken)):
            says = f"The pages in {language.name} begin with {start}, and other pages of the site do so too."
            yield language.at.of("code"), says, "Give those another name, or the language a longer code."


@rule(
    "language-direction",
    where="told",
    bad="a language whose catalogue is written from right to left, and `direction: rtl` does not stand beside its name",
    good="the same with `direction: rtl`",
)
def each_language_runs_its_way(checked: Checked) -> Iterator[Finding]:
    """From the wrong side a page can hardly be read."""
    for catalogue in checked.site.catalogues:
        counts = Counter(
            "rtl" if unicodedata.bidirectional(char) in _RIGHT_TO_LEFT else "ltr"
            for message in catalogue.messages
            for text in message.translated
            for char in text
            if char.isalpha()
        )
        language, runs = catalogue.language, "rtl" if counts["rtl"] > counts["ltr"] else "ltr"
        if counts and (runs == "rtl") != language.rtl:
            way = "right to left" if runs == "rtl" else "left to right"
            says = f"What {catalogue.at.record} says is written from {way}."
            yield language.at.record, says, f"Write direction: {runs} beside its name."


@rule(
    "catalogue-parts",
    where="told",
    bad='a translation of "Cluster %(number)s" that leaves out %(number)s',
    good="the same with %(number)s at its place in the sentence",
)
def translations_keep_what_is_filled_in(checked: Checked) -> Iterator[Finding]:
    """Where a part is left out, a parent would not read which cluster; and markup could break the page."""
    for catalogue, message, text in _translated(checked):
        at = Place(catalogue.at.record.file, message.line)
        meant = message.plural or message.says
        asked, given = set(_FILLED_IN.findall(meant)), set(_FILLED_IN.findall(text))
        counted = asked - set(_FILLED_IN.findall(message.says)) if message.plural else set()
        for part in sorted(asked - given - counted - _left_out_of_one(message)):
            yield at, f'The translation of "{_short(message.says)}" leaves {part} out.', f"Put {part} at its place."
        for part in sorted(given - asked):
            says = f'The translation of "{_short(message.says)}" has {part}, which is not there in the original.'
            yield at, says, did_you_mean(part, asked) or "Take it out.", swap_for(part, asked)
        odd = [mark for mark in _MARKUP.findall(text) if mark not in meant]
        left = _FILLED_IN.sub("", text)
        if ("{" in meant and re.search(r"[{}]", left)) or (
            "%(" in meant and re.search("%(?!%)", left.replace("%%", ""))
        ):
            says = f'The translation of "{_short(message.says)}" has half a part: a bracket or a % that is alone.'
            yield at, says, "Copy the part whole from the original."
        if '"' in text and '"' not in meant:
            says = f'The translation of "{_short(message.says)}" has straight quotation marks.'
            yield at, says, "Write those of the language, such as “…” or „…”."
        elif odd:
            says = f'The translation of "{_short(message.says)}" has {odd[0]}, which is not there in the original.'
            yield at, says, "Write only words, and the parts in braces or with %."


def _translated(checked: Checked) -> Iterator[tuple[Catalogue, Message, str]]:
    for catalogue in checked.site.catalogues:
        for message in catalogue.messages:
            for text in message.translated:
                yield catalogue, message, text


def _left_out_of_one(message: Message) -> set[str]:
    """What forms of a plural may leave out: the number, which "one school" says in words."""
    return {"%(count)s", "%(num)s"} if message.plural else set()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004 (enough to know it again)


@rule(
    "catalogue-review",
    where="told",
    bad=f"a catalogue with a line # {REVIEWED_BY}: and none of # {REVIEWED_ON}:",
    good="the same with both",
)
def a_review_of_words_has_its_day(checked: Checked) -> Iterator[Finding]:
    """Who checked it and when is what makes a translation one that parents may see."""
    for catalogue in checked.site.catalogues:
        if bool(catalogue.reviewed_by) != bool(catalogue.reviewed_on):
            missing = REVIEWED_ON if catalogue.reviewed_by else REVIEWED_BY
            says = f"The catalogue says one half of its review, and {missing} is not there."
            yield catalogue.at.record, says, f"Add a line at its top: # {missing}: …"
        elif catalogue.reviewed_on and catalogue.reviewed_on > checked.today:
            says = f"{REVIEWED_ON} {catalogue.reviewed_on} is a day to come."
            yield catalogue.at.record, says, "Write the day on which somebody checked it."


@rule(
    "catalogue-missing",
    where="told",
    bad="a catalogue that lacks words which stand in the data or on the pages",
    good="the same after build.py translations --update, with the words translated",
    advice=True,
)
def words_of_the_data_are_translated(checked: Checked) -> Iterator[Finding]:
    """What is not translated stands there in the original, between words of another language."""
    asked = {text for text, _ in words_of_data(checked.site)} if checked.site.catalogues else set()
    for catalogue in checked.site.catalogues:
        done = {message.says for message in catalogue.messages if message.translated}
        empty = sum(not message.translated for message in catalogue.messages)
        new = len(asked - {message.says for message in catalogue.messages})
        if (empty or new) and done:
            says = f"In {catalogue.language.name} {empty + new} sentences have no translation yet."
            fix = f"Put them in: build.py translations --update {catalogue.language.code}"
            yield catalogue.at.record, says, fix


# ---------------------------------------------------------------- pages


def _original(checked: Checked, translation: Translation) -> Page | Fragment | None:
    site = checked.site
    there: tuple[Page | Fragment, ...] = site.pages if translation.of_page else site.fragments
    return next((each for each in there if each.name == translation.page.name), None)


def _with_originals(checked: Checked) -> Iterator[tuple[Translation, Page | Fragment]]:
    """The translations whose originals are there, each with its own; of the others a rule says that they are not."""
    for translation in checked.site.translations:
        if original := _original(checked, translation):
            yield translation, original


@rule(
    "translation-of",
    where="told",
    bad="a file content/ur/mony.md where there is content/money.md",
    good="the same file named content/ur/money.md",
)
def each_translation_has_its_original(checked: Checked) -> Iterator[Finding]:
    """Nobody could find a page that is the translation of none."""
    for translation in checked.site.translations:
        if _original(checked, translation) is None and checked.whole:
            site = checked.site
            names = [each.name for each in (site.pages if translation.of_page else site.fragments)]
            says = f'There is no page "{translation.page.name}" that this is the translation of.'
            yield translation.at.record, says, did_you_mean(translation.page.name, names)


@rule(
    "translation-review",
    where="told",
    bad="a translation with reviewed_by and without reviewed_on",
    good="the same with both",
)
def a_review_has_its_day(checked: Checked) -> Iterator[Finding]:
    """Who checked it and when is what makes a translation one that parents may see."""
    for translation in checked.site.translations:
        if bool(translation.reviewed_by) != bool(translation.reviewed_on):
            missing = "reviewed_on" if translation.reviewed_by else "reviewed_by"
            says = f"This translation says one half of its review, and {missing} is not there."
            yield translation.at.record, says, f"Add a line: {missing}: …"
        elif translation.reviewed_on and translation.reviewed_on > checked.today:
            says = f"reviewed_on {translation.reviewed_on} is a day to come."
            yield translation.at.of("reviewed_on"), says, "Write the day on which somebody checked it."


@rule(
    "translation-outdated",
    where="told",
    bad="a translation whose original has another sentence since",
    good="the same after the sentence is translated and build.py translations --renew is run",
    advice=True,
)
def translations_follow_their_originals(checked: Checked) -> Iterator[Finding]:
    """A right that has changed must change in all languages. Until it does, readers are told."""
    for translation, original in _with_originals(checked):
        if changed := outdated(translation.made_from, original):
            says = f"{original.at.record.file} has changed since this was translated: {' '.join(changed)}"
            name = f"{translation.language}/{'' if translation.of_page else 'parts/'}{translation.page.name}"
            yield translation.at.of("made_from"), says, f"Mend this page, then: build.py translations --renew {name}"


@rule(
    "translation-cites",
    where="told",
    bad="a translation without a fact that its original cites",
    good="the same with {{ fact: … }} at its place",
)
def translations_cite_what_their_originals_cite(checked: Checked) -> Iterator[Finding]:
    """Facts are said once, and cited: a translation that leaves one out, or adds one, says something else."""
    for translation, original in _with_originals(checked):
        theirs = {(each.kind, each.id) for each in checked.documents.of(original).citations}
        document = checked.documents.of_translation(translation)
        ours = {(each.kind, each.id): each.at for each in document.citations}
        for kind, name in sorted(theirs - set(ours)):
            says = f"{original.at.record.file} cites {{{{ {kind}: {name} }}}}, and this translation does not."
            yield translation.at.record, says, "Put it at its place."
        for cited in sorted(set(ours) - theirs):
            says = f"This translation cites {{{{ {cited[0]}: {cited[1]} }}}}, and {original.at.record.file} does not."
            yield ours[cited], says, "Take it out, or put it into the original first."


@rule(
    "translation-headings",
    where="told",
    bad="a translation with two headings where its original has three",
    good="the same with three, in the same order",
)
def translations_have_the_same_parts(checked: Checked) -> Iterator[Finding]:
    """Links lead to parts of pages in every language: part for part they must be the same."""
    for translation, original in _with_originals(checked):
        theirs = [heading.level for heading in checked.documents.of(original).headings]
        ours = [heading.level for heading in checked.documents.of_translation(translation).headings]
        if theirs != ours:
            says = f"This has {len(ours)} headings, and {original.at.record.file} has {len(theirs)}, or of other sizes."
            yield translation.at.record, says, "Give it the same ones, in the same order."


@rule(
    "translation-link",
    where="told",
    bad="a translation with a link to a page that is not there",
    good="the same with a link to one that is, named as in the original",
)
def links_of_translations_lead_somewhere(checked: Checked) -> Iterator[Finding]:
    """A link that leads nowhere leaves a parent alone, in any language."""
    site = checked.site
    pages = {page.address: page for page in site.pages}
    shown = site.schools_on(checked.today) if site.translations else site
    for translation in site.translations:
        for link in checked.documents.of_translation(translation).links:
            target = link.target
            if not target.address:
                continue
            if target.address not in checked.once(addresses):
                known = sorted(pages)
                yield link.at, f'The link to "{link.typed}" goes nowhere.', did_you_mean(target.address, known)
            elif target.anchor and (page := pages.get(target.address)):
                anchors = layout_anchors(page, shown) | checked.documents.pages[page.name].ids
                if target.anchor not in anchors:
                    says = f'There is no part "#{target.anchor}" on {page.address}.'
                    yield link.at, says, "Name it as the original does. " + did_you_mean(target.anchor, anchors)
