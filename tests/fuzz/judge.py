"""Says what in a piece of HTML could run, load, lead astray or break out, by html5lib: another parser, another list.

The list is written from what volunteers need, and not from the one that the program has: where the two do not agree,
one of them is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

TEXT = set(
    "p br hr h1 h2 h3 h4 h5 h6 a b i u s em strong small sub sup mark abbr dfn cite q code kbd del ins span".split()
)
BLOCKS = set("div blockquote pre ul ol li dl dt dd table thead tbody tfoot tr th td caption details summary".split())
PICTURES = {"img", "figure", "figcaption"}
NEEDED = TEXT | BLOCKS | PICTURES
COMMON = {"id", "class", "lang", "dir"}
OF_TAG = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASS = re.compile(r"callout(?:-[a-z-]+)?|word")
LINK = re.compile(r"(?:https?:|mailto:|tel:)|#|/(?![/\\])", re.I)
"""What a link on our pages can begin with: the web, an email, a number, a part of the page, or our own site."""

BROWSERS_SKIP = re.compile(r"[\x00-\x20\x7f-\x9f]")
"""What browsers leave out at the start of an address, or in the middle of its scheme (WHATWG URL, 4.4)."""


def dangers(html: str) -> list[str]:
    """What is wrong with HTML as a part of a page."""
    root = html5lib.parseFragment(html, container="div", treebuilder="etree", namespaceHTMLElements=True)
    return list(_in(root))


def breaks_out(html: str) -> bool:
    """Whether HTML, put into a box of its own, reaches beyond the box."""
    page = html5lib.parse(f'<body><div id="the-box">{html}</div><i id="after"></i>', namespaceHTMLElements=False)
    body = page.find("body")
    assert body is not None
    return [each.get("id") for each in body] != ["the-box", "after"]


def _in(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element is root:
            continue
        if not isinstance(element.tag, str):
            yield "a comment"
            continue
        namespace, _, tag = element.tag.rpartition("}")
        if namespace != "{http://www.w3.org/1999/xhtml" or tag not in NEEDED:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name not in COMMON | OF_TAG.get(tag, set()):
                yield f"<{tag} {name}={value!r}>"
            if name == "class" and not all(map(CLASS.fullmatch, value.split())):
                yield f"class={value!r}"
            if name in ("href", "src") and not LINK.match(BROWSERS_SKIP.sub("", value)):
                yield f"{name}={value!r}"
