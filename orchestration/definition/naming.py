"""How campaign names are written down as patterns, and what such a pattern matches."""

import re

PLACEHOLDERS: dict[str, str] = {
    "year": "(19|20)[0-9]{2}",
    "quarter": "Q[1-4]",
    "month": "(0[1-9]|1[0-2])",
    **dict.fromkeys(
        ("event", "product", "source", "company", "region", "topic"),
        "[A-Za-z0-9][A-Za-z0-9-]*",
    ),
}
PART = re.compile(r"\{([^{}]*)\}|([^{}]+)")


def naming_problem(pattern: str) -> str | None:
    """What is wrong with a pattern such as {year}_{event}; None where nothing is."""
    if "".join(match[0] for match in PART.finditer(pattern)) != pattern:
        return f"the braces of {pattern!r} do not pair"
    names = [match[1] for match in PART.finditer(pattern) if match[1] is not None]
    if not names:
        return f"{pattern!r} has no placeholder in braces"
    for name in names:
        if name not in PLACEHOLDERS:
            return f"{{{name}}} is not one of {', '.join(PLACEHOLDERS)}"
    return None


def naming_regex(pattern: str) -> str:
    """The regular expression that a name following the pattern matches as a whole.

    Written in what RE2, Java and Python have in common.
    """
    parts = (
        PLACEHOLDERS[match[1]] if match[1] is not None else re.escape(match[2])
        for match in PART.finditer(pattern)
    )
    return f"^{''.join(parts)}$"
