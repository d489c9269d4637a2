"""`leadhouse link`."""

import json
from pathlib import Path

import click

from orchestration.commands.errors import says_errors_in_a_sentence

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--columns", required=True, type=_FILE, help="YAML: which column holds what."
)
@click.option(
    "--out",
    required=True,
    type=_FILE,
    help="The rows with cluster_id; .csv or .parquet.",
)
@click.option("--pairs", type=_FILE, help="Also write the scored pairs there.")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.9, show_default=True
)
@click.option(
    "--country",
    default="US",
    show_default=True,
    help="Two letters: how phones and dates are read that do not say it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@says_errors_in_a_sentence
def link(
    file: Path,
    columns: Path,
    out: Path,
    pairs: Path | None,
    threshold: float,
    country: str,
    as_json: bool,
) -> None:
    """Find the rows of any FILE (.csv, .jsonl, .parquet) that are one person or company."""
    from splink_models.link_file import link_file

    linked = link_file(file, columns, out, pairs, threshold, country)
    if as_json:
        click.echo(json.dumps(linked.to_json(), indent=2))
    else:
        click.echo(linked.to_text())
