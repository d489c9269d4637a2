"""The command `leadhouse`: parse, call, print.

Heavy imports wait until a command needs them.
"""

import json
import sys
from pathlib import Path

import click

from orchestration.commands.decide import decide
from orchestration.commands.diff import diff
from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.commands.explain import explain
from orchestration.commands.link import link
from orchestration.commands.models import models, train
from orchestration.settings import WORKSPACE_VARIABLE, Workspace, current_workspace


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leadhouse", prog_name="leadhouse")
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=WORKSPACE_VARIABLE,
    help=f"Folder to work on; ${WORKSPACE_VARIABLE} does the same. Default: data/.",
)
@click.pass_context
def main(context: click.Context, workspace: Path | None) -> None:
    """A lead-to-revenue warehouse: landing files in, traceable ROI out."""
    context.obj = current_workspace(workspace)


for subject in (decide, diff, explain, link, models, train):
    main.add_command(subject)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--definition",
    default="default",
    show_default=True,
    help="Business rules to begin with: default, home_services (a contractor with "
    "several locations) or dealer_network (a manufacturer and its dealers).",
)
@says_errors_in_a_sentence
def init(folder: Path, definition: str) -> None:
    """Make a new workspace with commented settings and a definition, active."""
    from orchestration.workspaces import create_workspace

    workspace = create_workspace(folder, definition)
    click.echo(
        f"Workspace {workspace.root} is ready, with the definition {definition}. Put "
        f"files into "
        f"{workspace.landing}/<table>/ and run: "
        f"leadhouse --workspace {folder} run"
    )


@main.command()
@click.option(
    "--leads", default=5000, show_default=True, help="Leads and inbound calls."
)
@click.option("--seed", default=7, show_default=True, help="Same seed, same bytes.")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that gets landing/ and truth/.",
)
@says_errors_in_a_sentence
def generate(leads: int, seed: int, out: Path) -> None:
    """Write a synthetic franchise network and the truth about it."""
    from orchestration.generate import generate as generate_network

    report = generate_network(leads, seed, out)
    click.echo(
        f"{report.leads:,} leads and {report.calls:,} calls of {report.persons:,} "
        f"persons, {report.jobs:,} jobs, in {report.files} files in {out}/landing; "
        f"the truth is in {out}/truth. Next: leadhouse --workspace {out} run"
    )


@main.command()
@click.option("--full", is_flag=True, help="Build the warehouse anew from landing.")
@click.pass_obj
@says_errors_in_a_sentence
def run(workspace: Workspace, full: bool) -> None:
    """Materialize everything and publish it; exit 0 published, 2 gate failed, 1 error."""
    from orchestration.run import run_pipeline
    from orchestration.status import read_status

    click.echo(f"Running {workspace.root}", err=True)
    outcome = run_pipeline(workspace, full=full)
    if outcome.outcome == "published":
        click.echo(f"Published {outcome.run_id} in {outcome.seconds:.0f} s.")
        click.echo(read_status(workspace).to_text())
    else:
        kind = "The quality gate is shut" if outcome.exit_code == 2 else "Error"
        click.echo(f"leadhouse: {kind}: {outcome.reason}", err=True)
        click.echo(
            "leadhouse: Nothing was published; the last publication stays up.", err=True
        )
    sys.exit(outcome.exit_code)


@main.command()
@click.option("--host", help="Address to listen on; default from leadhouse.yml.")
@click.option("--port", type=int, help="Port; default from leadhouse.yml.")
@click.pass_obj
@says_errors_in_a_sentence
def serve(workspace: Workspace, host: str | None, port: int | None) -> None:
    """Serve the dashboards until Ctrl-C."""
    from dashboards.serve import serve as serve_dashboards

    settings = workspace.settings().serve
    serve_dashboards(workspace, host or settings.host, port or settings.port)


@main.command()
@click.option("--port", default=3000, show_default=True)
@click.pass_obj
@says_errors_in_a_sentence
def dev(workspace: Workspace, port: int) -> None:
    """Open the Dagster UI with schedules and sensors until Ctrl-C."""
    from orchestration.dev import serve_dagster

    sys.exit(serve_dagster(workspace, port))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def status(workspace: Workspace, as_json: bool) -> None:
    """Show the last publication, row counts, freshness, quarantine, reviews waiting."""
    from orchestration.status import read_status

    found = read_status(workspace)
    click.echo(json.dumps(found.to_json(), indent=2) if as_json else found.to_text())


@main.command()
@click.option(
    "--truth",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with records.csv, jobs.csv, revenue.csv, whichever there are.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def evaluate(workspace: Workspace, truth: Path, as_json: bool) -> None:
    """Compare the current publication with a known truth."""
    from orchestration.publish import require_publication
    from splink_models.evaluate import evaluate as evaluate_publication
    from splink_models.evaluation_text import evaluation_text

    found = evaluate_publication(require_publication(workspace), truth)
    click.echo(
        json.dumps(found.to_json(), indent=2) if as_json else evaluation_text(found)
    )


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def doctor(workspace: Workspace, as_json: bool) -> None:
    """Say what is wrong with the set-up and how to mend it; exit 1 if something is."""
    from orchestration.doctor import examine

    findings = examine(workspace)
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(finding.to_text())
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


if __name__ == "__main__":
    main()
