"""What browsers are told to allow our pages, and nothing more: the Content-Security-Policy and the headers beside it.

Source: Content Security Policy Level 3, Trusted Types, and the rules by which Mozilla's HTTP Observatory grades.
"""

from __future__ import annotations

from collections.abc import Mapping

WORKER_POLICY = "saved-pages"
"""The name under which static/saved.js may hand the address of the service worker to the browser."""

_IN_PAGES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",  # the index of the search
    "manifest-src": "'self'",
    "worker-src": "'self'",  # what keeps pages for when there is no signal
    "form-action": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": WORKER_POLICY,
}

_IN_HEADERS_ALONE = {"frame-ancestors": "'none'"}
"""What browsers do not heed in a page."""


def _policy(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


IN_PAGES = _policy(_IN_PAGES)
"""For a <meta> element, where the host says no headers of ours."""

_NOT_ASKED_FOR = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
"""What our pages never ask a phone for; so nobody can through them."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _policy({**_IN_PAGES, **_IN_HEADERS_ALONE}),
    "Strict-Transport-Security": "max-age=63072000",  # two years, for this name alone: others are not ours
    "X-Content-Type-Options": "nosniff",  # a file is of the type that we say
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "no-referrer",  # which page a parent comes from is nobody's business
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_ASKED_FOR),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",  # all that our pages load is ours
    "Cross-Origin-Resource-Policy": "cross-origin",  # badges and data are there for the pages of others
}
"""Said beside every file, and every page that is not there."""
