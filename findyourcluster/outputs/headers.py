"""What web hosts are to say beside each file: how long browsers keep it, of what type it is, and what
browsers are to allow. One table, in the
ways in which hosts read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from findyourcluster.addresses import ASSET_FOLDER, FINDER_FOLDER
from findyourcluster.outputs.security import HEADERS

CACHE, TYPE = "Cache-Control", "Content-Type"

ASK_EACH_TIME = "no-cache"
"""Browsers keep pages, data and feeds, and ask each time whether they are still right: most often, nothing is sent."""


@dataclass(frozen=True, slots=True)
class Rule:
    """HEADERS are said beside the files at PATHS, in each of which one * stands for anything."""

    why: str
    paths: tuple[str, ...]
    headers: Mapping[str, str]


RULES = (
    Rule(
        "The addresses of these name their content: what a browser keeps is never old.",
        (f"{ASSET_FOLDER}*", f"{FINDER_FOLDER}*"),
        {CACHE: "public, max-age=31536000, immutable"},
    ),
    Rule(
        "Pictures change seldom. A day is long enough for a visit, and short enough for a badge with a new number.",
        ("*.png", "*.svg", "*.jpg", "*.jpeg", "*.gif", "*.webp"),
        {CACHE: "public, max-age=86400"},
    ),
    Rule("Not every host knows what these are.", ("*.csv",), {TYPE: "text/csv; charset=utf-8"}),
    Rule("", ("*.webmanifest",), {TYPE: "application/manifest+json"}),
)
"""No file is at the paths of two rules that say the same header: some hosts would join what they say."""


def netlify_file() -> str:
    """`_headers`, which Netlify and Cloudflare Pages look for in the site."""
    lines = [
        "# Everything: pages, data and feeds too, which these hosts by themselves have browsers ask for each time.",
        "/*",
        *_indented(HEADERS, "  {name}: {value}"),
    ]
    for rule in RULES:
        lines += _comment(rule)
        for path in rule.paths:
            lines += [f"/{path.removeprefix('/')}", *_indented(rule.headers, "  {name}: {value}")]
    return _text(lines)


def nginx_file() -> str:
    """Lines for the `server` block of nginx. There `if` may safely `set`, so that all of it is in one file."""
    lines = [
        "# Printed by: build.py headers --format nginx. Include this file in the server block.",
        "include mime.types;",
        "types {",
        *(f"    {_bare(rule.headers[TYPE])} {_suffix(path)};" for rule, path in _typed()),
        "}",
        f'set $kept "{ASK_EACH_TIME}";',
    ]
    for rule in _kept():
        lines += [*_comment(rule), f'if ($uri ~ "{_pattern(rule.paths)}") {{ set $kept "{rule.headers[CACHE]}"; }}']
    lines += [f"add_header {CACHE} $kept always;", *_indented(HEADERS, 'add_header {name} "{value}" always;')]
    return _text(lines)


def apache_file() -> str:
    """Lines for Apache, in the settings of the site or in its `.htaccess`; it needs mod_headers."""
    lines = [
        "# Printed by: build.py headers --format apache. For the settings of the site, or its .htaccess.",
        *(f"AddType '{rule.headers[TYPE]}' .{_suffix(path)}" for rule, path in _typed()),
        f'Header always set {CACHE} "{ASK_EACH_TIME}"',
    ]
    for rule in _kept():
        pattern = _pattern(rule.paths, end=r"(\.br|\.gz)?")
        where = f"%{{REQUEST_URI}} =~ m#{pattern}# && -f %{{REQUEST_FILENAME}}"
        lines += [*_comment(rule), f'Header always set {CACHE} "{rule.headers[CACHE]}" "expr={where}"']
    return _text([*lines, *_indented(HEADERS, 'Header always set {name} "{value}"')])


def caddy_file() -> str:
    """Lines for the block of a site in a Caddyfile."""
    lines = ["# Printed by: build.py headers --format caddy. Import this file in the block of the site."]
    for number, rule in enumerate(RULES, 1):
        lines += [
            *_comment(rule),
            f"@rule{number} {{",
            f"    path {' '.join(rule.paths)}",
            "    file",  # one that is not there is to be asked for again
            "}",
            *_indented(rule.headers, f'header @rule{number} {{name}} "{{value}}"'),
        ]
    lines += [
        "# Everything else, and what is not there.",
        f'header ?{CACHE} "{ASK_EACH_TIME}"',
        *_indented(HEADERS, 'header {name} "{value}"'),
    ]
    return _text(lines)


FORMATS: Mapping[str, Callable[[], str]] = {
    "netlify": netlify_file,
    "nginx": nginx_file,
    "apache": apache_file,
    "caddy": caddy_file,
}


def _kept() -> Iterator[Rule]:
    return (rule for rule in RULES if CACHE in rule.headers)


def _typed() -> Iterator[tuple[Rule, str]]:
    """Each rule on a type, with each of its paths."""
    return ((rule, path) for rule in RULES if TYPE in rule.headers for path in rule.paths)


def _pattern(paths: tuple[str, ...], end: str = "") -> str:
    """A regular expression for PATHS, each followed by END."""
    either = "|".join(".*".join(map(re.escape, path.split("*"))) for path in paths)
    return f"^({either}){end}$"


def _suffix(path: str) -> str:
    return path.rpartition(".")[2]


def _bare(media_type: str) -> str:
    """MEDIA_TYPE without its charset, which nginx adds."""
    return media_type.partition(";")[0]


def _comment(rule: Rule) -> list[str]:
    return [f"# {rule.why}"] if rule.why else []


def _indented(headers: Mapping[str, str], line: str) -> list[str]:
    return [line.format(name=name, value=value) for name, value in headers.items()]


def _text(lines: list[str]) -> str:
    return "\n".join([*lines, ""])
