"""`leadhouse diff`."""

from pathlib import Path

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

MOST_RECORDS = 3


@click.command()
@click.argument("run_a")
@click.argument("run_b")
@click.option("--clock", default="cohort", show_default=True, help="Or period, cash.")
@click.option("--measure", help="leads, unique_leads, spend or revenue; default all.")
@click.option("--model", help="Attribution model; default confirmed, in JSON all.")
@click.option("--basis", help="Revenue basis; default invoiced, in JSON all.")
@click.option("--campaign", help="One campaign, by id or name.")
@click.option(
    "--records",
    type=click.IntRange(min=0),
    help=f"Records shown for each cause; default {MOST_RECORDS}, in JSON all.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def diff(
    workspace: Workspace,
    run_a: str,
    run_b: str,
    clock: str,
    measure: str | None,
    model: str | None,
    basis: str | None,
    campaign: str | None,
    records: int | None,
    as_json: bool,
) -> None:
    """Say what changed between two publications, by cause, down to the records.

    RUN_A is the earlier run, RUN_B the later one. The causes of a change sum to it.
    """
    from orchestration.diff.report import Chosen
    from orchestration.diff.report import diff as diff_publications
    from orchestration.exact_json import exact_json
    from orchestration.leaves import CLOCKS, SHORT_NAMES

    if clock not in CLOCKS:
        raise LeadhouseError(
            f"There is no clock {clock!r}; there are: {', '.join(CLOCKS)}."
        )
    chosen = Chosen(
        clock=clock,
        measure=SHORT_NAMES.get(measure, measure) if measure else None,
        model=model if as_json else model or "confirmed",
        basis=basis
        if as_json
        else basis or ("collected" if clock == "cash" else "invoiced"),
        campaign=campaign,
        records=records if as_json or records is not None else MOST_RECORDS,
    )
    before, after = _publication(workspace, run_a), _publication(workspace, run_b)
    found = diff_publications(before, after, chosen)
    click.echo(exact_json(found.to_json()) if as_json else found.to_text())


def _publication(workspace: Workspace, run_id: str) -> Path:
    """The folder of a publication. Raises LeadhouseError naming those there are."""
    there = sorted(
        path.parent.name
        for path in workspace.published.glob("*/manifest.json")
        if not path.parent.name.startswith(".")
    )
    if run_id not in there:
        kept = f"kept are: {', '.join(there)}" if there else "none is kept"
        raise LeadhouseError(f"There is no publication {run_id!r}; {kept}.")
    return workspace.published / run_id
