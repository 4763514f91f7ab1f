"""The rights clock worked by hand, on a paper calendar: what Python and the browser must both show."""

from __future__ import annotations

CASES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    # name: (clock, what a parent types, the day of each step)
    "6, 16 and 20 weeks from the day the request arrived": (
        "asked",
        {"request": "2026-06-01"},
        {"decision": "2026-07-13", "no-plan": "2026-09-21", "final": "2026-10-19"},
    ),
    "weeks over the end of a year": (
        "asked",
        {"request": "2026-11-24"},
        {"decision": "2027-01-05", "no-plan": "2027-03-16", "final": "2027-04-13"},
    ),
    "weeks over 29 February": (
        "asked",
        {"request": "2028-01-10"},
        {"decision": "2028-02-21", "no-plan": "2028-05-01", "final": "2028-05-29"},
    ),
    "weeks in a year without 29 February": (
        "asked",
        {"request": "2027-01-11"},
        {"decision": "2027-02-22", "no-plan": "2027-05-03", "final": "2027-05-31"},
    ),
    "15 days on a draft, of which its own day is the first": (
        "draft",
        {"draft-plan": "2026-11-24"},
        {"comments": "2026-12-08"},
    ),
    "15 days over 29 February": ("draft", {"draft-plan": "2028-02-20"}, {"comments": "2028-03-05"}),
    "2 weeks before a review meeting, 4 and 12 after it": (
        "reviewed",
        {"meeting": "2026-03-02"},
        {"notice": "2026-02-16", "outcome": "2026-03-30", "amended": "2026-05-25"},
    ),
    "an appeal, 2 months from the letter": (
        "appeal",
        {"letter": "2026-09-01"},
        {"letter-months": "2026-11-01", "latest": "2026-11-01"},
    ),
    "2 months from the last of a month end on the last of February": (
        "appeal",
        {"letter": "2026-12-31"},
        {"letter-months": "2027-02-28", "latest": "2027-02-28"},
    ),
    "2 months that end on 29 February": (
        "appeal",
        {"letter": "2027-12-31"},
        {"letter-months": "2028-02-29", "latest": "2028-02-29"},
    ),
    "a certificate that gives the later day": (
        "appeal",
        {"letter": "2026-09-01", "certificate": "2026-10-20"},
        {"letter-months": "2026-11-01", "certificate-month": "2026-11-20", "latest": "2026-11-20"},
    ),
    "a certificate that gives the earlier day": (
        "appeal",
        {"letter": "2026-09-01", "certificate": "2026-09-10"},
        {"letter-months": "2026-11-01", "certificate-month": "2026-10-10", "latest": "2026-11-01"},
    ),
    "1 month from 31 January": (
        "appeal",
        {"letter": "2026-11-10", "certificate": "2027-01-31"},
        {"letter-months": "2027-01-10", "certificate-month": "2027-02-28", "latest": "2027-02-28"},
    ),
    "the last day of July stays": (
        "appeal",
        {"letter": "2026-05-31"},
        {"letter-months": "2026-07-31", "latest": "2026-07-31"},
    ),
    "August runs to the first working day of September, a Wednesday": (
        "appeal",
        {"letter": "2027-06-15"},
        {"letter-months": "2027-08-15", "latest": "2027-09-01"},
    ),
    "August runs on over a weekend to Monday 2 September": (
        "appeal",
        {"letter": "2024-06-30"},
        {"letter-months": "2024-08-30", "latest": "2024-09-02"},
    ),
    "a certificate whose month ends in August": (
        "appeal",
        {"letter": "2026-05-10", "certificate": "2026-07-15"},
        {"letter-months": "2026-07-10", "certificate-month": "2026-08-15", "latest": "2026-09-01"},
    ),
    "24 December stays": (
        "appeal",
        {"letter": "2026-10-24"},
        {"letter-months": "2026-12-24", "latest": "2026-12-24"},
    ),
    "28 December runs on over the weekend after 1 January": (
        "appeal",
        {"letter": "2026-10-28"},
        {"letter-months": "2026-12-28", "latest": "2027-01-04"},
    ),
    "25 December runs on over the bank holiday for a Saturday 1 January": (
        "appeal",
        {"letter": "2027-10-25"},
        {"letter-months": "2027-12-25", "latest": "2028-01-04"},
    ),
    "1 January runs on over the bank holiday for a Sunday 1 January": (
        "appeal",
        {"letter": "2022-11-01"},
        {"letter-months": "2023-01-01", "latest": "2023-01-03"},
    ),
    "1 January on a Thursday runs to Friday": (
        "appeal",
        {"letter": "2025-11-01"},
        {"letter-months": "2026-01-01", "latest": "2026-01-02"},
    ),
    "2 January stays, even at a weekend: the earlier day is the safe one": (
        "appeal",
        {"letter": "2026-11-02"},
        {"letter-months": "2027-01-02", "latest": "2027-01-02"},
    ),
}
