"""Pictures for link previews and home screens: readable, small, the same each time, and never with empty boxes."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from findyourcluster.outputs.cards import can_draw, card, icon

BRAND, INK, PAPER, TINT = "#0d4a45", "#1b1f24", "#ffffff", "#e3f1ee"
COLOURS = (BRAND, INK, PAPER, TINT)
SITE = "Find Your Cluster"
SCHOOL = "Fairlea Primary School"
ANSWER = "is in Cluster 14"
LONG = "St Peter's Church of England Voluntary Aided Junior, Infant and Early Years School with a Nursery, Lower Site"
ONE_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
WIDE = "W" * 120
NAMES = [SCHOOL, LONG, ONE_WORD, WIDE, "W " * 60, "É" * 120, "", "A"]

BAND = 112
DECORATION = (900, 420, 1200, 630)

Box = tuple[int, int, int, int]


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def opened(png: bytes) -> Image.Image:
    """The picture, after a check of every chunk of the file and of all its pixels."""
    with Image.open(BytesIO(png)) as check:
        assert check.format == "PNG"
        check.verify()
    with Image.open(BytesIO(png)) as picture:
        assert picture.info.keys() <= {"palette", "transparency"}
        return picture.convert("RGB")


def colours_in(picture: Image.Image, box: Box) -> set[tuple[int, int, int]]:
    return set(counts(picture, box))


def counts(picture: Image.Image, box: Box) -> dict[tuple[int, int, int], int]:
    part = picture.crop(box)
    found = part.getcolors(part.width * part.height) or []
    return {colour: count for count, colour in found if isinstance(colour, tuple) and len(colour) == 3}


def drawn(title: str, answer: str = ANSWER, site: str = SITE) -> Image.Image:
    return opened(card(site, title, answer, COLOURS))


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_the_size_that_previews_ask_for_and_is_small(name: str) -> None:
    png = card(SITE, name, ANSWER, COLOURS)
    assert opened(png).size == (1200, 630)
    assert len(png) <= 40_000


def test_even_a_card_full_of_signs_is_small() -> None:
    """Nothing shrinks less than signs in no order."""
    signs = "SG8&@%$#?sgeacCOQ3690*{}BRWMmwDXKZ25"
    gibberish = "".join(signs[place * place * 2731 // 97 % len(signs)] for place in range(600))
    png = card(gibberish[:200], gibberish[200:400], gibberish[400:], COLOURS)
    assert len(png) <= 40_000
    assert counts(opened(png), (0, BAND, 1200, 630))[rgb(INK)] > 10_000


@pytest.mark.parametrize("name", NAMES)
def test_the_same_words_make_the_same_file(name: str) -> None:
    assert card(SITE, name, ANSWER, COLOURS) == card(SITE, name, ANSWER, COLOURS)


def test_a_card_does_not_depend_on_the_cards_made_before_it() -> None:
    before = card(SITE, SCHOOL, ANSWER, COLOURS)
    card("Another site", LONG, "Its cluster is not published yet", ("#7a1f5c", "#000000", "#fffbe6", "#f0d0e6"))
    card(SITE, LONG, ANSWER, COLOURS)
    assert card(SITE, SCHOOL, ANSWER, COLOURS) == before


def test_another_school_or_another_answer_makes_another_picture() -> None:
    cards = {
        card(SITE, title, answer, COLOURS)
        for title in (SCHOOL, "Fairlea Junior School")
        for answer in (ANSWER, "is in Cluster 15")
    }
    assert len(cards) == 4


def test_the_name_is_in_ink_the_answer_in_the_brand_and_the_site_in_white_on_the_band() -> None:
    picture = drawn(SCHOOL)
    assert counts(picture, (0, BAND, 1200, 630))[rgb(INK)] > 3000
    assert counts(picture, (0, BAND, 1200, 630))[rgb(BRAND)] > 1500
    assert counts(picture, (0, 0, 1200, BAND))[(255, 255, 255)] > 800
    assert counts(picture, (0, 0, 1200, BAND))[rgb(BRAND)] > 100_000


@pytest.mark.parametrize("answer", [ANSWER, "Its cluster is not published yet", LONG, WIDE])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("site", [SITE, LONG, WIDE])
def test_long_words_stay_inside_the_picture(site: str, name: str, answer: str) -> None:
    picture = drawn(name, answer, site)
    for box in [(0, BAND, 20, 630), (1180, BAND, 1200, 630), (0, 610, 1200, 630), (0, BAND, 1200, BAND + 20)]:
        assert colours_in(picture, box) == {rgb(PAPER)}
    for box in [(0, 0, 20, BAND), (1180, 0, 1200, BAND), (0, 0, 1200, 20), (0, BAND - 20, 1200, BAND)]:
        assert colours_in(picture, box) == {rgb(BRAND)}


@pytest.mark.parametrize("answer", [ANSWER, LONG, WIDE])
@pytest.mark.parametrize("name", NAMES)
def test_words_never_run_into_the_decoration(name: str, answer: str) -> None:
    assert drawn(name, answer).crop(DECORATION).tobytes() == drawn("", "").crop(DECORATION).tobytes()
    assert rgb(TINT) in colours_in(drawn(name, answer), DECORATION)


def test_a_long_name_is_written_smaller_before_anything_is_cut_off() -> None:
    assert card(SITE, LONG, ANSWER, COLOURS) != card(SITE, LONG[:-10], ANSWER, COLOURS)
    assert card(SITE, WIDE, ANSWER, COLOURS) == card(SITE, WIDE + "WW", ANSWER, COLOURS), "cut off at the same place"


def test_spaces_and_line_breaks_in_a_name_make_no_difference() -> None:
    assert card(SITE, " Fairlea\n Primary\tSchool ", ANSWER, COLOURS) == card(SITE, SCHOOL, ANSWER, COLOURS)


def test_an_accent_looks_the_same_however_it_was_typed_and_is_not_lost() -> None:
    composed, decomposed, without = "Ysgol Tŷ Gwŷn", "Ysgol Ty\u0302 Gwy\u0302n", "Ysgol Ty Gwyn"
    assert card(SITE, composed, ANSWER, COLOURS) == card(SITE, decomposed, ANSWER, COLOURS)
    assert card(SITE, composed, ANSWER, COLOURS) != card(SITE, without, ANSWER, COLOURS)


@pytest.mark.parametrize(
    "text",
    [
        "St Patrick's & Kaye's – É",
        "Our Lady’s “Star of the Sea” Infant\u00a0School",
        "Ysgol Tŷ Gwŷn, Llandŵ",
        "Crèche l’Étoile, Noël",
        "",
        " \n",
    ],
)
def test_english_names_with_accents_and_printed_quotes_can_be_drawn(text: str) -> None:
    assert can_draw(text)


@pytest.mark.parametrize(
    "text", ["اسکول", "School اسکول", "School 🏫", "学校", "Школа", "\u0301", "1\u0301", "ế", "a\x00b", "\ud800"]
)
def test_what_the_typeface_lacks_is_said_to_be_impossible(text: str) -> None:
    assert not can_draw(text)


def test_a_name_that_cannot_be_drawn_is_left_out_and_never_becomes_boxes() -> None:
    assert card(SITE, "School اسکول", ANSWER, COLOURS) == card(SITE, "", ANSWER, COLOURS)
    assert card(SITE, SCHOOL, "🏫", COLOURS) == card(SITE, SCHOOL, "", COLOURS)


def test_a_card_without_a_title_shows_its_answer_instead() -> None:
    assert counts(drawn("", "Find your school"), (0, BAND, 900, 630))[rgb(BRAND)] > 2000


@pytest.mark.parametrize("size", [180, 192, 512])
def test_an_icon_is_a_square_that_can_be_masked(size: int) -> None:
    png = icon(size, COLOURS)
    picture = opened(png)
    edge = size // 10
    assert picture.size == (size, size)
    assert len(png) <= 40_000
    assert png == icon(size, COLOURS)
    for box in [(0, 0, size, edge), (0, size - edge, size, size), (0, 0, edge, size), (size - edge, 0, size, size)]:
        assert colours_in(picture, box) == {rgb(BRAND)}
    assert counts(picture, (0, 0, size, size))[rgb(PAPER)] > size * size / 10


any_text = st.text(max_size=200) | st.text("ÉŷïWil gj.,'–&", max_size=200)


@settings(max_examples=60, deadline=None)
@given(site=any_text, title=any_text, answer=any_text)
def test_whatever_is_typed_becomes_a_valid_small_picture(site: str, title: str, answer: str) -> None:
    png = card(site, title, answer, COLOURS)
    picture = opened(png)
    assert picture.size == (1200, 630)
    assert len(png) <= 40_000
    assert colours_in(picture, (0, 610, 1200, 630)) == {rgb(PAPER)}
