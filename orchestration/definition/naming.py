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


def naming_part_regexes(pattern: str) -> dict[str, str]:
    """For each placeholder of a pattern the expression whose first group is its part."""
    names = [match[1] for match in PART.finditer(pattern) if match[1] is not None]
    return {name: _part_regex(pattern, name) for name in dict.fromkeys(names)}


def _part_regex(pattern: str, wanted: str) -> str:
    """The pattern's expression with its one group around the placeholder wanted."""
    parts = []
    is_found = False
    for match in PART.finditer(pattern):
        if match[1] is None:
            parts.append(re.escape(match[2]))
            continue
        plain = PLACEHOLDERS[match[1]].replace("(", "(?:")
        is_wanted = match[1] == wanted and not is_found
        parts.append(f"({plain})" if is_wanted else plain)
        is_found = is_found or is_wanted
    return f"^{''.join(parts)}$"
