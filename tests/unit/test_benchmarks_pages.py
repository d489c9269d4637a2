"""What the benchmark of pages makes of the server's lines."""

import json
from datetime import date
from pathlib import Path

from benchmarks.pages import PageResult, Visit, _visit, to_markdown
from benchmarks.pages_server import _plain


def line(seconds: float, *questions: tuple[str, dict[str, object]]) -> str:
    run = {"seconds": seconds, "questions": [list(question) for question in questions]}
    return json.dumps(run, default=_plain) + "\n"


def test_a_visit_is_every_run_that_it_set_off_and_no_earlier_one(
    tmp_path: Path,
) -> None:
    """Questions are asked again by themselves, with dates as dates."""
    runs = tmp_path / "runs.jsonl"
    runs.write_text(line(9.0))

    def act() -> None:
        asked = ("select $day + interval 1 day", {"day": date(2026, 1, 31)})
        with runs.open("a") as out:
            out.write(line(0.5, asked) + line(0.25))

    visit = _visit(runs, act)
    assert (visit.seconds, visit.questions) == (0.75, 1)
    assert 0 < visit.bare_seconds < 5


def test_a_page_that_asks_nothing_has_no_ratio() -> None:
    quiet = PageResult("Quiet", Visit(0.2, 0, 0.0), (Visit(0.1, 0, 0.0),))
    busy = PageResult(
        "Busy", Visit(0.6, 3, 0.2), (Visit(0.1, 1, 0.0), Visit(0.4, 1, 0.0))
    )
    assert quiet.ratio is None
    assert busy.to_json()["first_to_bare"] == 3.0
    assert busy.to_json()["later_worst_seconds"] == 0.4
    assert busy.to_json()["later_median_seconds"] == 0.25
    assert "| Quiet | 0.2 | 0 | 0.0 |  | 1 |" in to_markdown({}, 1000, [quiet, busy])
