"""How hostile inputs are made: pieces of Markdown, HTML, YAML and addresses, nested, broken, encoded and mutated."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "corpus"

ODD = (
    "\x00\x07\x1b\x7f\x85\xa0\xad\u200b\u200d\u2028\u2029\u202e\u2066\ufeff\ue000\ue001\ufffd\ufffe\U000e0041\U0010ffff"
)
HTML = """<script> </script> <style> </style> <img <svg <math <iframe <object <embed <base <form <input <template <noscript>
<plaintext> <xmp> <textarea> <title> <select> <table> <td> <a <b> </b> </a> <p> </p> <div> </div> <details> <!-- --> <![CDATA[
]]> <?php ?> <!DOCTYPE <mi> <mtext> <foreignObject> <annotation-xml <desc> <mglyph> <br> <hr/> <abbr <span <h2> </h2>""".split()
ATTRIBUTES = """href= src= srcset= style= class= id= title= alt= onerror= onload= onclick= oN&#108;oad= formaction= action=
xlink:href= background= poster= data= srcdoc= ping= target= name= lang= start= colspan= width= xmlns=""".split()
VALUES = """javascript:alert(1) JaVaScRiPt:alert(1) java&#115;cript:x &#106;avascript&colon;x &#x6A;avascript:x vbscript:x
data:text/html,x data:image/svg+xml,x //evil.example /\\evil.example \\\\evil.example https:evil https://a@b.example/ mailto:a@b.example
tel:1 /words/ words#a #main ../.. %2e%2e/ %5cevil ?q=1 http:\\\\evil x:y file:///etc/passwd about:blank blob:x""".split()
MARKS = """** * __ _ ~~ ` `` ``` [ ] ( ) ![ ]( ][ ]: [a]: [^1] > >> - + 1. # ## === --- | |-|-| !!! right !!!&#32;law : {: } #id .class
{{ }} {% %} {# #} {{&#32;fact:&#32;a&#32;}} {{&#32;contact:&#32;a&#32;}} {{&#32;school:&#32;b&#32;}} \\ \\[ &lt; &amp; &quot; &#60; &#x3c; &#0;
&#xE000; &#xE001; &#xE000;0&#xE001; &#x202e; &NewLine; &Tab; &nbsp; &zwj; *[a]: EHCP team <https://a.example> <a@b.example>
<javascript:x> www.a.example""".replace("&#32;", " ").split(" ")
WHITE = [" ", "  ", "    ", "\n", "\n\n", "\n    ", "\n\n    ", "\t", "\r\n", "\r", "\x0b", "\x0c", "\u2028"]
QUOTES = ['"', "'", "`", ">", "/>", " ", "=", "", "/", "\n"]
WORDS = [
    "a",
    "school",
    "Cluster 14",
    "é",
    "ﷺ",
    "学校",
    "😀",
    "ОК",
    "１",
    "constructor",
    "__proto__",
    "con",
    "EVIL",
    "49",
    "x" * 60,
]

_pieces = st.one_of(
    st.sampled_from(MARKS), st.sampled_from(HTML), st.sampled_from(WHITE), st.sampled_from(WORDS),
    st.tuples(
        st.sampled_from(["<a ", "<img ", "<p ", "<svg ", "<abbr ", "<td ", "{: ", " "]), st.sampled_from(ATTRIBUTES),
        st.sampled_from(QUOTES), st.sampled_from(VALUES), st.sampled_from(QUOTES),
    ).map("".join),
    st.tuples(st.sampled_from(["[a](", "![a](", "[a]: ", "<"]), st.sampled_from(VALUES), st.sampled_from([")", ">", " 't')"])).map("".join),
    st.sampled_from(list(ODD)),
    st.text(max_size=8),
)  # fmt: skip

markdown = st.recursive(
    st.lists(_pieces, max_size=12).map("".join),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["> ", "- ", "1. ", "    ", "!!! right\n    ", "| ", "## ", "**", "[", "<div>", "<b>"]), inner)
        .map("".join),
        st.tuples(inner, st.sampled_from(["\n", "\n\n", "", " "]), inner).map("".join),
        st.tuples(inner, st.integers(2, 30)).map(lambda pair: (pair[0] * pair[1])[:2_000]),
        inner.map(lambda text: "".join(f"&#{ord(char)};" for char in text[:60])),
        inner.map(lambda text: text.replace("<", "&lt;").replace(">", "&gt;")),
    ),
    max_leaves=6,
)  # fmt: skip

_yaml_marks = """- : ? ! & * # | > % @ ` [ ] { } , ' " --- ... !! !!python/object <<: *a &a {{ }} ~ null true 0x1f 1e9 1_000 .inf 2026-11-24
9999-12-31 0001-01-01 \\x00 \\u202e \\ud800 \\e \\L \\N |- >+ |2""".split()
_keys = """name urn slug aliases former_names postcode town locality latitude longitude website note source checked confidence
cluster membership closed merged_into former_addresses schools clusters areas not_in_clusters number area settings id reason title
language status address review_late menu register_link edit_link security_contact terms term meaning facts text link tags
contacts phones emails what unknown changes day says""".split()
_yaml_values = st.one_of(
    st.sampled_from(VALUES), st.sampled_from(WORDS), st.sampled_from(_yaml_marks), st.integers().map(str),
    st.sampled_from(["=1+1", "-1", "@x", "+x", "<script>", "'</script>'", '"a\\nb"', '"\\0"', "[]", "{}", "''", "../../x"]),
    st.text(max_size=20), st.text(max_size=12).map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
)  # fmt: skip
_yaml_line = st.tuples(
    st.sampled_from(["", "  ", "    ", "      ", "\t", " "]),
    st.sampled_from(["", "- ", "- - ", "? ", "-"]),
    st.one_of(st.sampled_from(_keys), _yaml_values),
    st.sampled_from([": ", ":", " : ", "", ":\n", " #", ": |\n", ": >-\n"]),
    _yaml_values,
).map("".join)
yaml = st.one_of(
    st.lists(_yaml_line, max_size=15).map("\n".join),
    st.lists(st.one_of(st.sampled_from(_yaml_marks), st.sampled_from(WHITE), _yaml_values), max_size=25).map("".join),
    st.tuples(st.sampled_from(["[", "{a: ", "- ", "? ", '"', "'"]), st.integers(1, 400)).map(lambda pair: pair[0] * pair[1]),
)  # fmt: skip

_segments = st.one_of(
    st.sampled_from(["..", ".", "", "%2e%2e", "%2f", "\\", "C:", "con", "aux", "nul.md", "a.", "a ", "A", "a", "-", "--a", "é", "e\u0301"]),
    st.sampled_from(WORDS), st.sampled_from(VALUES), st.sampled_from(list(ODD)), st.text(max_size=6), st.text("a-", max_size=120),
    st.sampled_from(["index", "404", "parts", "s", "schools", "share", "data", "*", ":splat", "$1", "a b", "~", "{", "}", ";", "#", "?"]),
)  # fmt: skip
addresses = st.one_of(
    st.lists(_segments, max_size=6).map("/".join),
    st.lists(_segments, max_size=6).map(lambda parts: f"/{'/'.join(parts)}/"),
    st.lists(st.one_of(_segments, st.sampled_from(list("/.#?%:\\ \t\n"))), max_size=8).map("".join),
    st.tuples(st.lists(_segments, max_size=3).map("/".join), st.sampled_from([" 2026-11-24", "\n", " 9999-12-31\n/a/ 1-1-1"])).map("".join),
)  # fmt: skip

plain_addresses = st.lists(st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True), max_size=4).map(
    lambda parts: f"/{'/'.join(parts)}/" if parts else "/"
)
moves = st.dictionaries(st.one_of(plain_addresses, addresses), st.one_of(plain_addresses, addresses), max_size=6)

_svg_pieces = st.one_of(
    st.sampled_from(
        ["<svg xmlns='http://www.w3.org/2000/svg'", ">", "/>", "</svg>", "<g ", "<path d='M0 0'", "<script>", "<style>", "</style>",
         "<use ", "<image ", "<a ", "<set ", "<animate ", "<foreignObject>", "<metadata>", "</metadata>", "<!DOCTYPE svg [", "]>",
         "<!ENTITY a 'b'>", "&a;", "<?xml-stylesheet href='x'?>", "<?xml version='1.0' encoding='utf-16'?>", "<![CDATA[", "]]>",
         "@import 'x'", "url(//e)", "url(#a)", "u\\72l(x)", "xmlns:x='http://www.w3.org/1999/xlink'", "x:href='#a'", "x:href='//e'",
         "xmlns:s='http://www.w3.org/2000/svg'", "<s:script>", "xmlns=''", "onload='x'", "ONLOAD='x'", "style='fill:url(x)'", "<!--", "-->"]
    ),
    st.sampled_from(ATTRIBUTES), st.sampled_from(QUOTES), st.sampled_from(VALUES), st.text(max_size=6),
)  # fmt: skip
svg = (
    st.lists(_svg_pieces, max_size=20)
    .map("".join)
    .map(lambda text: f"<svg xmlns='http://www.w3.org/2000/svg'>{text}</svg>")
)

things = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20), st.sampled_from([*HTML, *VALUES, "</script>", "<!--<script>", "]]>", "-->", "\u2028"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=8), st.sampled_from(["</script>", "__proto__"])), inner, max_size=4),
    ),
    max_leaves=12,
)  # fmt: skip

names = st.one_of(
    st.lists(st.sampled_from([*WORDS, "St", "Mary's", "C of E", "(VA)", "J I & N", "Primary", "School", "HD1 1AA", "107626"]), max_size=6)
    .map(" ".join),
    st.text(max_size=60), st.text("aeb ", max_size=200), st.sampled_from(VALUES),
)  # fmt: skip


def corpus(target: str) -> list[tuple[str, str]]:
    """What is kept for TARGET: (name of the file, input)."""
    files = sorted((CORPUS / target).glob("*"))
    return [(file.name, file.read_bytes().decode("utf-8", "surrogatepass")) for file in files]


@st.composite
def mutated(draw: st.DrawFn, entries: list[str], pieces: st.SearchStrategy[str]) -> str:
    """One of ENTRIES, changed at some places: cut, doubled, swapped, or with one of PIECES put in."""
    text = draw(st.sampled_from(entries))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 40, len(text))))
        middle = draw(st.one_of(st.just(""), pieces, st.just(text[start:end] * 2), st.just(text[start:end][::-1])))
        text = (text[:start] + middle + text[end:])[:4_000]
    return text


def hostile(target: str, pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """PIECES, and the corpus of TARGET mutated with them."""
    entries = [text for _, text in corpus(target)]
    return st.one_of(pieces, mutated(entries, pieces)) if entries else pieces
