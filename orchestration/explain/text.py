"""Lines that several explanations have in common."""

from collections.abc import Mapping
from typing import Any

WORDS = {
    "listed": "listed in the definition",
    "own_number": "a number of the business itself",
    "unreadable": "it cannot be read",
    "first_contact": "the first contact of the person with the company",
    "gap": "longer after the contact before than the gap rule allows",
    "product_line": "another product line than the contact before",
    "decided": "the opportunity before was decided by then",
}
"""Reasons of the marts in words; one that is not here stands as it is."""


def record_line(record: Mapping[str, Any]) -> str:
    """A record on one line, with where it came from."""
    said = [
        record.get("full_name")
        or " ".join(
            str(record[name])
            for name in ("first_name", "last_name")
            if record.get(name)
        ),
        record.get("organization"),
        record.get("phones"),
        record.get("emails"),
        ", ".join(
            str(record[name])
            for name in ("street", "city", "postcode")
            if record.get(name)
        ),
    ]
    what = " | ".join(str(part) for part in said if part)
    return (
        f"  {record['record_id']:<22} {record.get('created_at') or 'no time':<20}  "
        f"{what}  [{source(record)}]"
    )


def source(row: Mapping[str, Any]) -> str:
    """File and line that a row was delivered in."""
    return f"{row.get('source_file')}, line {row.get('source_line')}"


def field_lines(row: Mapping[str, Any]) -> list[str]:
    """Every value that is there, one on a line."""
    return [f"  {name:<28} {value}" for name, value in row.items() if value is not None]


def percent(value: float) -> str:
    """A probability; what is not certain is not rounded to certainty."""
    if 0.999 < value < 1:
        return "over 99.9%"
    return f"{value:.1%}"


def probability(row: Mapping[str, Any]) -> str:
    """The match probability of a lead or unique lead, or that there is none."""
    value = row.get("match_probability")
    return "no candidate" if value is None else percent(value)
