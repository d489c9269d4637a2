"""`leadhouse explain`."""

import json

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.settings import Workspace


@click.command()
@click.argument(
    "kind", type=click.Choice(["lead", "unique-lead", "customer", "person"])
)
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def explain(workspace: Workspace, kind: str, id: str, as_json: bool) -> None:
    """Say why something is what it is, down to file and line.

    ID is a lead id (of a call: call:<call_id>), a unique lead id, a customer id, or a
    person id or the id of one of its records.
    """
    from orchestration.explain import explain as explain_thing
    from orchestration.publish import require_publication

    found = explain_thing(require_publication(workspace), kind, id)
    click.echo(json.dumps(found.to_json(), indent=2) if as_json else found.to_text())
