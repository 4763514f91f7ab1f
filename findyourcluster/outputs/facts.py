"""/data/facts.json: what the site says and what it rests on, for programs to read."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from findyourcluster.model import Site


def facts_file(site: Site) -> bytes:
    """Facts, contacts, sources, the reform and corrections as JSON, in the order of their files.

    Dates are YYYY-MM-DD; `source` is the `id` of an entry of `sources`; what is not known is an empty string.
    """
    content = {
        "site": site.settings.name,
        "address": site.settings.address,
        "status": site.settings.status,
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "facts": [_record(fact) for fact in site.facts],
        "contacts": [_record(contact) for contact in site.contacts],
        "reform": _record(site.reform) if site.reform else None,
        "corrections": [_record(correction) for correction in site.corrections],
        "sources": [_record(source) for source in site.sources],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n").encode("utf-8")


def _record(record: Any) -> dict[str, Any]:
    """The values of a dataclass, without the place in the file where it stands."""
    return {key: value for key, value in asdict(record).items() if key != "at"}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
