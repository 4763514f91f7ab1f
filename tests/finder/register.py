"""Packs a register of schools as an index of the search box, to see how it fares with a whole country.

    python3 tests/finder/register.py REGISTER.csv.gz > england.json

The register is a CSV, gzipped or not, with the columns urn, name, town, postcode, latitude and longitude.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from findyourcluster.fields import slugify
from findyourcluster.outputs.finder import Entry, pack


def entries(register: Path) -> Iterator[Entry]:
    """Each school of REGISTER, with an address of its own."""
    content = register.read_bytes()
    text = (gzip.decompress(content) if register.suffix == ".gz" else content).decode("utf-8-sig")
    taken: set[str] = set()
    for row in csv.DictReader(io.StringIO(text)):
        names = [row["name"], f"{row['name']} {row['town']}", f"{row['name']} {row['urn']}"]
        slug = next(slug for slug in map(slugify, names) if slug not in taken)
        taken.add(slug)
        yield Entry(
            name=row["name"],
            slug=slug,
            urn=row["urn"],
            town=row["town"],
            postcode=row["postcode"],
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
        )


if __name__ == "__main__":
    sys.stdout.buffer.write(pack(entries(Path(sys.argv[1]))))
