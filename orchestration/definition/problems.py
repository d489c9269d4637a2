"""How a problem is said: one sentence naming file, line, column and value."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one place of a definition."""

    file: Path
    says: str
    line: int | None = None
    column: str | None = None
    key: str | None = None

    @property
    def sentence(self) -> str:
        """The place and what is wrong there, as one sentence."""
        place = [str(Path(*self.file.parts[-3:]))]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column}")
        if self.key:
            place.append(f"key {self.key}")
        return f"{', '.join(place)}: {self.says.rstrip('.')}."


def listed(values: Iterable[object]) -> str:
    """The values as words in a sentence: a, b, c."""
    return ", ".join(str(value) for value in values)


def sentences(problems: Iterable[Problem]) -> list[str]:
    """Every problem once, by file and line."""
    ordered = sorted(
        problems, key=lambda problem: (str(problem.file), problem.line or 0)
    )
    return list(dict.fromkeys(problem.sentence for problem in ordered))
