"""The words of the marts as people read them: stages, ways out, kinds of segments.

Belongs here: keys that a mart writes and the pages show. What a company or a campaign is
called comes from the marts.
"""

from collections import Counter
from datetime import date

STAGES = {
    "unacknowledged": "Unacknowledged",
    "acknowledged": "Acknowledged",
    "accepted": "Accepted",
    "rejected": "Rejected",
    "won": "Won",
    "lost": "Lost",
    "complete": "Complete",
    "cancelled": "Cancelled",
}
# Stages in which a unique lead is neither decided nor completed, in their usual order.
OPEN_STAGES = ("unacknowledged", "acknowledged", "accepted", "rejected")

TIMED = {
    "first_contact_to_decided": "First contact to won or lost",
    "first_contact_to_won": "First contact to won",
    "first_contact_to_lost": "First contact to lost",
    "first_contact_to_fulfilled": "First contact to fulfilled",
    **{stage: f"In stage “{label.lower()}”" for stage, label in STAGES.items()},
}

SEGMENT_KINDS = {
    "channel": "Channel",
    "source": "Source",
    "campaign": "Campaign",
    "company": "Company",
    "user": "User",
    "lead_type": "Lead type",
    "product_line": "Product line",
    "mql_level": "Qualification level",
    "new_or_repeat": "New or repeat customer",
    "month": "Month of first contact",
}
EVERYTHING = "all"
NONE = "__none__"
# Kinds whose segments are keys rather than names that somebody gave.
KEYED_KINDS = ("channel", "lead_type", "product_line", "new_or_repeat")


def stage(key: str) -> str:
    """A stage's name; one that the pages do not know keeps its own."""
    return STAGES.get(key, in_words(key))


def in_words(key: str) -> str:
    """A key as words: `won_or_lost` reads "Won or lost"."""
    text = key.strip("_").replace("_", " ")
    return text[:1].upper() + text[1:]


def segment(kind: str, key: str, label: str) -> str:
    """A segment's name as people read it."""
    if kind == EVERYTHING:
        return "Everything together"
    if key == NONE:
        return f"No {SEGMENT_KINDS.get(kind, in_words(kind)).lower()}"
    if kind == "month":
        return date.fromisoformat(key).strftime("%b %Y")
    if kind == "mql_level":
        return f"Level {label}"
    return in_words(label) if kind in KEYED_KINDS else label


def segments(kind: str, keys: list[str], labels: list[str]) -> list[str]:
    """The names of several segments, with the key behind those that are called the same.

    What a filter offers has to be unique: two equal options are one to Streamlit.
    """
    names = [segment(kind, k, label) for k, label in zip(keys, labels, strict=True)]
    counts = Counter(names)
    return [
        f"{name} ({key})" if counts[name] > 1 else name
        for name, key in zip(names, keys, strict=True)
    ]
