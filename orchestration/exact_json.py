"""JSON whose numbers are exact: decimals are written with the digits that they have.

Belongs here: writing one document. Money passes through as decimal and never as a float,
which cannot hold a cent exactly.
"""

import json
from decimal import Decimal


def exact_json(value: object, indent: int = 2) -> str:
    """The document as JSON text; the same as json.dumps but for decimals."""
    return _written(value, indent, 0)


def _written(value: object, indent: int, depth: int) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(str(name))}: {_written(each, indent, depth + 1)}"
            for name, each in value.items()
        ]
        return _enclosed(parts, "{}", indent, depth)
    if isinstance(value, list | tuple):
        parts = [_written(each, indent, depth + 1) for each in value]
        return _enclosed(parts, "[]", indent, depth)
    return json.dumps(value, allow_nan=False)


def _enclosed(parts: list[str], brackets: str, indent: int, depth: int) -> str:
    if not parts:
        return brackets
    inner = "\n" + " " * indent * (depth + 1)
    outer = "\n" + " " * indent * depth
    return brackets[0] + inner + f",{inner}".join(parts) + outer + brackets[1]
