"""When runs begin by themselves: every morning, and when files arrive."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.contract import load_contract
from orchestration.settings import current_workspace

pipeline = dg.define_asset_job(
    "pipeline",
    selection=dg.AssetSelection.all(),
    description="Landing files to a publication.",
)

daily = dg.ScheduleDefinition(
    name="daily",
    job=pipeline,
    cron_schedule="0 5 * * *",
    execution_timezone=current_workspace().settings().timezone,
    description="Every morning at five, in the workspace's time zone.",
)


def landing_state(landing: Path) -> str:
    """Text that changes whenever a delivered file is added or replaced."""
    files = [
        path
        for table in load_contract()
        if (landing / table).is_dir()
        for path in (landing / table).iterdir()
        if path.is_file() and not path.name.startswith((".", "~$"))
    ]
    newest = max((path.stat().st_mtime_ns for path in files), default=0)
    return f"{len(files)}:{newest}"


@dg.sensor(
    job=pipeline,
    minimum_interval_seconds=60,
    description="Starts a run when landing has a file that the last look did not see.",
)
def landing_files(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest]:
    """Asks for one run per state of the landing folder."""
    state = landing_state(current_workspace().landing)
    if state != "0:0" and state != context.cursor:
        context.update_cursor(state)
        yield dg.RunRequest(run_key=state)
