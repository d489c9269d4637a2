"""How a run ended, as it is told."""

from pathlib import Path

from orchestration.publish import replace_text
from orchestration.run import confirmed
from orchestration.settings import Workspace


def test_a_run_is_published_only_where_its_publication_is_the_current_one(
    tmp_path: Path,
) -> None:
    """Dagster calls a run a success whose last step it skipped."""
    workspace = Workspace(tmp_path)
    workspace.published.mkdir(parents=True)
    replace_text(workspace.published / "current", "older\n")
    outcome, reason = confirmed(workspace, "newer", "published", None)
    assert outcome == "error"
    assert reason is not None and "without publishing" in reason
    replace_text(workspace.published / "current", "newer\n")
    assert confirmed(workspace, "newer", "published", None) == ("published", None)
    refused = ("gate_failed", "a test failed")
    assert confirmed(workspace, "newest", *refused) == refused
