"""What is found while files are read, before any rule looks at the site: described here for docs/checks.md."""

from __future__ import annotations

from findyourcluster.rules import met_while_reading

met_while_reading(
    "hash",
    "A # with a space before it begins a note to ourselves: half of a school's name would be gone.",
    where="top",
    bad="title: Question #2",
    good='title: "Question #2"',
)
