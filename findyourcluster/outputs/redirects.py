"""Addresses that lead on, in the ways in which web hosts read them; a page for each works on any other host.

All are written with and without the slash at the end, since people type both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

MOVED = 301
"""What hosts answer: it has moved for good, so that search engines follow too."""


_PLAIN = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?")


def netlify_file(moves: Mapping[str, str]) -> str:
    """`_redirects`, which Netlify, Cloudflare Pages and GitLab Pages look for in the site: old, new, status."""
    return "".join(f"{old} {new} {MOVED}\n" for old, new in _pairs(moves))


def nginx_file(moves: Mapping[str, str]) -> str:
    """A map for nginx, to be included in its `http` block; `$new_address` is empty where nothing leads on."""
    pairs = list(_pairs(moves))
    longest = max((len(old) for old, _ in pairs), default=0)
    return "\n".join(
        [
            "# In the http block: include this file.",
            f"# In the server block: if ($new_address) {{ return {MOVED} $new_address$is_args$args; }}",
            f"map_hash_bucket_size {_power_of_two(longest + 32, least=128)};",
            f"map_hash_max_size {_power_of_two(2 * len(pairs), least=2048)};",
            "map $uri $new_address {",
            '    default "";',
            *(f"    {old} {new};" for old, new in pairs),
            "}\n",
        ]
    )


def apache_file(moves: Mapping[str, str]) -> str:
    """A text map for the `RewriteMap` of Apache, which stands in the settings of the server."""
    return "".join(
        [
            "# In the settings of the server, with the path of this file:\n",
            "#   RewriteEngine On\n",
            '#   RewriteMap moved "txt:/etc/apache2/moved.txt"\n',
            "#   RewriteCond ${moved:%{REQUEST_URI}} ^(/.*)$\n",
            f"#   RewriteRule ^ %1 [R={MOVED},L]\n",
            *(f"{old} {new}\n" for old, new in _pairs(moves)),
        ]
    )


def htaccess_file(moves: Mapping[str, str]) -> str:
    """Lines for the `.htaccess` of a site on a host with Apache whose settings are somebody else's."""
    return "".join(f'RedirectMatch {MOVED} "^{_either(old)}$" "{new}"\n' for old, new in _plain(moves))


def caddy_file(moves: Mapping[str, str]) -> str:
    """Lines for the block of a site in a Caddyfile."""
    return "".join(f"redir {old} {new} {MOVED}\n" for old, new in _pairs(moves))


FORMATS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "netlify": netlify_file,
    "nginx": nginx_file,
    "apache": apache_file,
    "htaccess": htaccess_file,
    "caddy": caddy_file,
}


def _plain(moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Those of MOVES that mean the same in the settings of every host. The checks let no others through; should one
    come all the same, a page leads on from it, and no line of somebody's making stands in those settings."""
    return ((old, new) for old, new in moves.items() if _PLAIN.fullmatch(old) and _PLAIN.fullmatch(new))


def _pairs(moves: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each old address as people may type it, and the new one."""
    for old, new in _plain(moves):
        if old.endswith("/") and old != "/":
            yield old.removesuffix("/"), new
        yield old, new


def _either(address: str) -> str:
    """A pattern for ADDRESS with and without its slash at the end."""
    return re.escape(address) + ("?" if address.endswith("/") and address != "/" else "")


def _power_of_two(number: int, *, least: int) -> int:
    """The first one from NUMBER on, as nginx wants its sizes."""
    return max(least, 1 << (number - 1).bit_length())
