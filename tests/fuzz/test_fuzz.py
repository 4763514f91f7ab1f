"""Hostile inputs without number: each target with the grammar made for it, and with all that was ever found.

FUZZ is how many inputs are tried of each target, about; more before a release: `FUZZ=50000 python3 build.py test
tests/fuzz`. What finds something goes into tests/fuzz/corpus/, and is tried each time from then on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from findyourcluster.outputs.finder import Entry, pack
from findyourcluster.places import PROJECT
from tests.fuzz import grammar, targets

INPUTS = int(os.environ.get("FUZZ", "100"))
TOGETHER = 10  # inputs of an example, where one is tried sooner than made
ENDLESS = 120  # seconds of the processor after which an input is taken for one that has no end

tried = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
one_by_one = settings(tried, max_examples=INPUTS)
by_tens = settings(tried, max_examples=max(INPUTS // TOGETHER, 1))


class Endless(Exception):
    """An input has no end."""


def _stop(*_: object) -> None:
    raise Endless


@pytest.fixture(autouse=True)
def _no_input_lasts_for_ever() -> Iterator[None]:
    """Stops an input that has no end, where the system can."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def begin() -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)


def tens(inputs: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(inputs, min_size=TOGETHER, max_size=TOGETHER)


# ---------------------------------------------------------------- what was found before

KEPT = [(target, name, text) for target in targets.TARGETS for name, text in grammar.corpus(target)]


@pytest.mark.parametrize(
    ("target", "text"),
    [(target, text) for target, _, text in KEPT],
    ids=[f"{target}/{name}" for target, name, _ in KEPT],
)
def test_what_was_found_once_is_found_no_more(target: str, text: str) -> None:
    begin()
    targets.TARGETS[target](text)


def test_each_target_has_a_corpus() -> None:
    assert {target for target, _, _ in KEPT} == set(targets.TARGETS)


# ---------------------------------------------------------------- what is new


@one_by_one
@given(grammar.hostile("markdown", grammar.markdown))
def test_markdown_becomes_html_that_does_no_harm(text: str) -> None:
    begin()
    targets.markdown(text)


@one_by_one
@given(grammar.hostile("yaml", grammar.yaml))
def test_yaml_becomes_records_or_problems(text: str) -> None:
    begin()
    targets.yaml(text)


@by_tens
@given(tens(grammar.hostile("addresses", grammar.addresses)))
def test_addresses_are_plain_and_stay_inside(texts: list[str]) -> None:
    begin()
    for text in texts:
        targets.addresses(text)


@by_tens
@given(tens(grammar.moves))
def test_redirect_maps_are_read_back_as_they_are(maps: list[dict[str, str]]) -> None:
    begin()
    for moves in maps:
        targets.redirects(moves)


@by_tens
@given(tens(grammar.things))
def test_linked_data_stays_in_its_element(values: list[object]) -> None:
    begin()
    for value in values:
        targets.linked_data(value)


@by_tens
@given(tens(grammar.hostile("drawing", grammar.svg)))
def test_a_drawing_that_passes_only_draws(texts: list[str]) -> None:
    begin()
    for text in texts:
        targets.drawing(text.encode("utf-8", "replace"))


# ---------------------------------------------------------------- the finder, in a browser

FIND = """async ([module, index, queries]) => {
    const { build, unpack, clusterNumber } = await import('data:text/javascript,' + encodeURIComponent(module));
    const records = unpack(JSON.parse(index));
    const finder = build(records);
    const answers = queries.map((query) => [finder.search(query), clusterNumber(query)]);
    const known = new Set(records);
    return [records.map(({ name }) => name), answers.map(([found]) => found.length),
        answers.every(([found]) => found.every((each) => known.has(each)) && new Set(found).size === found.length)];
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@st.composite
def registers(draw: st.DrawFn) -> list[Entry]:
    """Schools as they can be in the data: words with single spaces between them."""
    names = [" ".join(name.split()) for name in draw(st.lists(grammar.names, min_size=1, max_size=8))]
    part = st.sampled_from(["", "Milltown", "constructor", "HD1 1AA", "107626", "primary", "</script>"])
    return [
        Entry(name, f"s{at}", draw(part), draw(part), draw(part), draw(part), draw(part), (draw(part),), 53.6, -1.7)
        for at, name in enumerate(names)
    ]


@pytest.mark.browser
@by_tens
@given(registers(), tens(st.one_of(grammar.names, grammar.addresses, grammar.markdown)))
def test_the_finder_answers_whatever_is_typed_and_whatever_schools_are_called(
    page: Page, schools: list[Entry], queries: list[str]
) -> None:
    begin()
    module = (PROJECT / "static/search.js").read_text("utf-8")
    index = pack(schools).decode("utf-8", "replace")
    names, counts, sound = page.evaluate(FIND, [module, index, queries])
    assert sorted(names) == sorted(school.name for school in schools)
    assert len(counts) == len(queries)
    assert sound
