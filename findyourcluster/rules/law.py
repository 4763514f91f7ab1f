"""Rules on what is said of the law in England. Each is a mistake that real pages for parents make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from findyourcluster.clock import facts_shown
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, passages, typed

_SOMEBODY_ELSE = (
    r"(?:any(?:one|body)|every(?:one|body)|(?:practitioner|professional|doctor|GP|nurse|health visitor|social worker"
    r"|therapist|psychologist|grandparent|neighbour|friend)s?)"
)
_MAY_ASK = re.compile(
    rf"\b{_SOMEBODY_ELSE}\b(?:(?! not\b)[^.?!])*\b(?:can|may|could)(?! not) (?:also )?(?:ask|request|apply)\b"
    r"[^.?!]*\b(?:assessment|EHCP|EHC plan)\b",
    re.I,
)
_RIGHT = re.compile(
    r"\b(?:council|school|tribunal)s?\s+(?:must|has to|have to)\b|\bthe law\s+(?:says|asks|requires|allows|demands)\b"
    r"|\bentitled\b|\bright to\b|\bby law\b|\blegally\b|\b(?:can|may|could|be able to)\s+appeal\b|£ ?\d",
    re.I,
)
_SECOND_HAND = re.compile(r"\bas\b.*\b(?:explain(?:s|ed)?|quoted|we read)\b", re.I)


@rule(
    "twenty-weeks",
    bad="The whole assessment takes 20 weeks.",
    good="The 20 weeks begin on the day when the council receives the request.",
)
def twenty_weeks_run_from_the_request(checked: Checked) -> Iterator[Finding]:
    """Some pages start the 20 weeks when the council agrees to assess; by law they start when it gets the request."""
    for passage in passages(checked):
        for position, sentence in passage.sentences():
            if re.search(r"\b(?:20|twenty) weeks\b", sentence, re.I) and not re.search(
                r"\b(?:receiv|arriv)\w*\b.*\brequest|\brequest\b.*\b(?:receiv|arriv)", sentence, re.I
            ):
                says = "This sentence does not say from when the 20 weeks run."
                yield passage.at(position), says, "They run from the day when the council receives the request."


@rule(
    "both-appeal-times",
    bad="You have two months to appeal.",
    good="For an appeal there are two months, or one month from the mediation certificate, whichever is later.",
)
def both_times_to_appeal_are_given(checked: Checked) -> Iterator[Finding]:
    """There are two times to appeal, and the later counts: with one of them alone a parent may give up too soon."""
    for passage in passages(checked):
        text = passage.said.casefold()
        two = re.search(r"\b(?:2|two)\s+months\b", text)
        about_appeals = re.search(r"appeal|tribunal", text)
        if two and about_appeals and not re.search(r"\b(?:1|one)\s+month\b.*\blater\b", text, re.S):
            says = "This gives one time to appeal, and there are two."
            fix = "Say both: 2 months from the letter, or 1 month from the mediation certificate, whichever is later."
            yield passage.at(two.start()), says, fix


@rule(
    "who-can-ask",
    bad="Your doctor can request an assessment.",
    good="You can request an assessment. Your doctor can tell the council about it.",
)
def only_those_whom_the_law_names_can_ask(checked: Checked) -> Iterator[Finding]:
    """Told that a doctor can ask, a parent waits for the doctor; the law names parents, young people and schools."""
    for passage in passages(checked):
        if match := _MAY_ASK.search(passage.said.replace("\n", " ")):
            says = f'"{match[0].split()[0]}" cannot make the request: the law names others.'
            fix = "A parent, a young person, or someone for a school or college asks; others can tell the council."
            yield passage.at(match.start()), says, fix


@rule(
    "law-box",
    bad="""
        !!! law
            {{ fact: not }}
    """,
    good="""
        !!! law
            {{ fact: ehc-6wk }}
    """,
)
def what_is_local_practice_is_not_dressed_as_law(checked: Checked) -> Iterator[Finding]:
    """Local advice can ask for more than the law does, so the two stand in boxes of their own."""
    law = {fact.id: fact.law for fact in checked.site.facts}
    for source in checked.site.bodies:
        boxes = [passage for passage in typed(source) if passage.box]
        for passage in boxes:
            for match in re.finditer(r"\{\{ *fact *: *([\w-]+) *\}\}", passage.text):
                if passage.box == "law" and law.get(match[1]) == "":
                    says = f'The fact "{match[1]}" rests on no law, and stands in a box of what the law asks.'
                    yield passage.at(match.start()), says, "Move it to a box of its own: !!! helps"
            if passage.box == "helps" and passage.text.startswith("!!!") and not any(box.box == "law" for box in boxes):
                says = "This page says what helps a request, and not what the law asks."
                yield passage.place, says, "Add a box above it, !!! law, that cites the legal test."


@rule(
    "second-hand",
    where="data/facts.yaml facts",
    bad="""
        text: Plans are looked at once a year.
        confidence: B
    """,
    good="""
        text: As the Helpline explains, plans are looked at once a year.
        confidence: B
    """,
)
def what_others_explain_names_them(checked: Checked) -> Iterator[Finding]:
    """Where we have not read the law itself, parents are told whose words they rely on."""
    for fact in checked.site.facts:
        if fact.confidence == "B" and not _SECOND_HAND.search(fact.text):
            says = f'The fact "{fact.id}" has confidence B, and does not say who explains it.'
            yield fact.at.of("text"), says, 'Begin it: "As IPSEA explains, …"'


@rule(
    "reform-tag",
    where="data/facts.yaml facts",
    bad="law: Children and Families Act 2014, section 44",
    good="""
        law: Children and Families Act 2014, section 44
        tags:
          - law
    """,
)
def what_the_reform_touches_has_its_tag(checked: Checked) -> Iterator[Finding]:
    """When the law changes, the tag finds every page to be mended; a fact without it would be forgotten."""
    reform = checked.site.reform
    for fact in checked.site.facts if reform else ():
        named = next((law for law in reform.laws if law in fact.law), "") if reform else ""
        if reform and named and reform.tag not in fact.tags:
            says = f'The fact "{fact.id}" rests on the {named}, which may change, and has no tag {reform.tag}.'
            yield fact.at.of("law"), says, f"Add to its tags: - {reform.tag}"


@rule(
    "right-cited",
    bad="""
        ## The answer

        You are entitled to an answer.
    """,
    good="""
        ## The answer

        {{ fact: ehc-6wk }}
    """,
)
def statements_on_rights_have_a_source(checked: Checked) -> Iterator[Finding]:
    """What is said of rights or money is a fact with a source, or stands beside one."""
    for source in checked.site.bodies:
        found = list(typed(source))
        cites = any("{{" in passage.text for passage in found)
        for part in _parts(found):
            if any("{{" in passage.text for passage in part):
                continue
            for passage in part:
                summary = passage.box == "in-short" and cites
                if (match := _RIGHT.search(_unlinked(passage.said))) and not summary:
                    says = f'"{" ".join(match[0].split())}" is a statement on rights or money, without a source.'
                    yield passage.at(match.start()), says, "Cite the fact: {{ fact: its-id }}, from data/facts.yaml."


@rule("fact-unused", bad="The schools of a cluster meet each half term.", good="{{ fact: meetings }}", advice=True)
def each_fact_is_cited_somewhere(checked: Checked) -> Iterator[Finding]:
    """A fact that no page cites is checked again and again, for nobody."""
    cited = {id for document in checked.documents.all for id in document.facts}
    if any(page.layout == "rights-clock" for page in checked.site.pages):
        cited.update(facts_shown())
    for fact in checked.site.facts:
        if fact.id not in cited:
            yield (
                fact.at.of("id"),
                f'No page cites the fact "{fact.id}".',
                "Cite it where parents need it, or take it out.",
            )


def _parts(found: list[Passage]) -> Iterator[list[Passage]]:
    """The passages under one heading."""
    number = 0

    def part(passage: Passage) -> int:
        nonlocal number
        number += passage.text.startswith("#")
        return number

    for _, group in groupby(found, key=part):
        yield list(group)


def _unlinked(text: str) -> str:
    """TEXT without headings and the words of links, which name pages; positions stay."""
    return re.sub(r"\[[^\]]*\]\([^)]*\)|^#.*", lambda link: " " * len(link[0]), text)
