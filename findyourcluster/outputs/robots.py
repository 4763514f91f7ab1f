"""/robots.txt and /.well-known/security.txt: what programs that visit the site ask for first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from findyourcluster.addresses import ROBOTS, SECURITY, SITEMAP
from findyourcluster.model import Settings

GOOD_FOR = 365
"""Days for which security.txt holds: RFC 9116, 2.5.5 asks for less than a year from when somebody last looked."""


def robots_file(settings: Settings) -> tuple[str, bytes]:
    """What search engines may read: nothing of a preview, all of a live site."""
    lines = ["User-agent: *", "Disallow: /" if settings.status == "preview" else "Allow: /"]
    if settings.address:
        lines += ["", f"Sitemap: {settings.address}{SITEMAP}"]
    return ROBOTS, _text(lines)


def security_files(settings: Settings, newest: date) -> Iterator[tuple[str, bytes]]:
    """Whom to tell of a hole in the site (RFC 9116), where somebody is to be told. It runs out where nobody looks
    after the site: NEWEST is the last day on which anything on it was checked."""
    if not settings.security_contact:
        return
    expires = newest + timedelta(days=min(GOOD_FOR, (date.max - newest).days))
    lines = [f"Contact: {settings.security_contact}", f"Expires: {expires.isoformat()}T00:00:00Z"]
    lines.append(f"Preferred-Languages: {settings.language}")
    if settings.address:
        lines.append(f"Canonical: {settings.address}{SECURITY}")
    yield SECURITY, _text(lines)


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8")
