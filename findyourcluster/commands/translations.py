"""`build.py translations`: how far each language has come, and the files that translators work on."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from findyourcluster.catalogues import CannotParse, catalogue_file
from findyourcluster.fields import did_you_mean
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.model import Fragment, Language, Page, Site
from findyourcluster.places import PROJECT
from findyourcluster.saving import save
from findyourcluster.translating import Progress, begun, is_signed, original_of, progress, renewed, updated, wanted

SHOWN = 8
"""Words that are missing, of which the dashboard names so many."""


class CannotTranslate(Exception):
    """Why, in sentences for a person."""


def run(asked: argparse.Namespace) -> int:
    loaded = load(Folder(asked.root))
    site = loaded.site
    try:
        if (asked.update or asked.start or asked.renew) and not loaded.complete:
            raise CannotTranslate(
                "A file of data/ has mistakes, so not all words are known. Run check, and mend it first."
            )
        if asked.update:
            return _update(asked.root, site, asked.update)
        if asked.start:
            return _start(asked.root, site, asked.start)
        if asked.renew:
            return _renew(asked.root, site, asked.renew)
    except (CannotTranslate, OSError) as why:
        print(f"{why}\nNothing was written.", file=sys.stderr)
        return 1
    words = wanted(site, PROJECT / "findyourcluster", [asked.root / "templates", PROJECT / "templates"])
    all_of_it = [progress(site, language, words) for language in site.settings.languages if not language.gone]
    if asked.format == "json":
        print(json.dumps([_as_data(each) for each in all_of_it], ensure_ascii=False, indent=2))
    elif all_of_it:
        print("\n\n".join(map(_in_words, all_of_it)))
    else:
        print("The site has one language. A line under languages: in data/site.yaml begins another.")
    return 0


def _update(root: Path, site: Site, code: str) -> int:
    language = _language(site, code)
    file = catalogue_file(code)
    path = root / file
    there = _text(path) if path.exists() else ""
    words = wanted(site, PROJECT / "findyourcluster", [root / "templates", PROJECT / "templates"])
    try:
        text = updated(there, language, words, site)
    except CannotParse as error:
        raise CannotTranslate(f"{file} cannot be read: {error}. Mend it first.") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, text)
    print(f"Written: {file}. It has {len(words)} sentences; those with an empty msgstr wait for a translation.")
    if is_signed(text):
        print("It is signed. Once you translate what is new, nobody has checked that: have it signed again.")
    return 0


def _start(root: Path, site: Site, named: str) -> int:
    language, name, original = _asked_for(site, named)
    path = root / "content" / language.code / f"{name}.md"
    if path.exists():
        raise CannotTranslate(f"content/{named}.md is there already. Once it is up to date: --renew {named}")
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, begun(original))
    print(
        f"Written: content/{named}.md, with the words of the original.\n"
        f"Next: write them in {language.name}. Leave what stands in double braces as it is.\n"
        "Parents do not see it until a person who reads that language has checked it, and stands under reviewed_by."
    )
    return 0


def _renew(root: Path, site: Site, named: str) -> int:
    language, name, original = _asked_for(site, named)
    path = root / "content" / language.code / f"{name}.md"
    if not path.exists():
        raise CannotTranslate(f"content/{named}.md is not there. Begin it: --start {named}")
    save(path, renewed(_text(path), original))
    print(
        f"Written: content/{named}.md says that it was made from the original as it is now.\n"
        "What you changed in it nobody has checked yet: take out reviewed_by and reviewed_on until somebody has."
    )
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotTranslate(f"{path.name} was not saved as UTF-8. Save it again so.") from None


def _asked_for(site: Site, named: str) -> tuple[Language, str, Page | Fragment]:
    code, _, name = named.removesuffix(".md").partition("/")
    language = _language(site, code)
    original = original_of(site, name)
    if original is None:
        names = [*(page.name for page in site.pages), *(f"parts/{part.name}" for part in site.fragments)]
        raise CannotTranslate(f'There is no page "{name}". {did_you_mean(name, names)}'.strip())
    return language, name, original


def _language(site: Site, code: str) -> Language:
    codes = {language.code: language for language in site.settings.languages}
    if code not in codes:
        says = f'"{code}" is none of the languages in data/site.yaml. {did_you_mean(code, codes, show_all=True)}'
        raise CannotTranslate(f"{says.strip()} Add it there: languages:, and below it - {{code: {code}, name: …}}")
    return codes[code]


# ---------------------------------------------------------------- the dashboard


def _in_words(each: Progress) -> str:
    catalogue, words = each.catalogue, each.words - len(each.words_missing)
    if catalogue and catalogue.is_reviewed:
        checked = f"checked by {catalogue.reviewed_by} on {catalogue.reviewed_on}"
    else:
        checked = "not checked by a person yet, so parents do not see this language"
    lines = [
        f"{each.language.name} ({each.language.code})",
        f"  words:    {words} of {each.words}; {checked}",
        f"  pages:    {len(each.done)} done, {len(each.outdated)} out of date, {len(each.missing)} missing",
    ]
    lines += [f"            content/{each.language.code}/{name}.md: {' '.join(why)}" for name, why in each.outdated]
    if each.unreviewed:
        lines.append(f"  to check: {', '.join(each.unreviewed)}")
    if each.next:
        lines.append(f"  next:     {each.next}")
    if each.words_missing:
        shown = [f"            {text}" for text in each.words_missing[:SHOWN]]
        more = len(each.words_missing) - SHOWN
        lines += ["  words that are missing:", *shown, *([f"            and {more} more"] if more > 0 else [])]
    return "\n".join(lines)


def _as_data(each: Progress) -> dict[str, object]:
    catalogue = each.catalogue
    return {
        "language": each.language.code,
        "name": each.language.name,
        "words": {"all": each.words, "missing": list(each.words_missing)},
        "reviewed_by": catalogue.reviewed_by if catalogue else "",
        "reviewed_on": catalogue.reviewed_on.isoformat() if catalogue and catalogue.reviewed_on else None,
        "pages": {
            "done": list(each.done),
            "outdated": {name: list(why) for name, why in each.outdated},
            "missing": list(each.missing),
            "unreviewed": list(each.unreviewed),
        },
        "next": each.next,
    }
