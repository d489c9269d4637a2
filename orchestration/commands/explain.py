"""`leadhouse explain`."""

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

KINDS = (
    "campaign-month",
    "invoice",
    "job",
    "unique-lead",
    "lead",
    "customer",
    "person",
)


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("id")
@click.argument("month", required=False)
@click.option("--clock", default="cohort", show_default=True, help="Or period, cash.")
@click.option("--model", default="confirmed", show_default=True, help="Attribution.")
@click.option("--basis", help="Revenue basis; default invoiced, on cash collected.")
@click.option("--company", help="Of a campaign-month: this company alone.")
@click.option(
    "--measure",
    default="revenue",
    show_default=True,
    help="Of a campaign-month: a figure of campaign_roi, spend, leads, won, roas …",
)
@click.option("--page", type=click.IntRange(min=1), help="One page of the rows.")
@click.option("--per-page", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, all rows.")
@click.pass_obj
@says_errors_in_a_sentence
def explain(
    workspace: Workspace,
    kind: str,
    id: str,
    month: str | None,
    clock: str,
    model: str,
    basis: str | None,
    company: str | None,
    measure: str,
    page: int | None,
    per_page: int,
    as_json: bool,
) -> None:
    """Say why something is what it is, down to file and line, adding up.

    ID is a campaign id or name (MONTH is YYYY-MM), an invoice, job or unique lead id, a
    lead id (of a call: call:<call_id>), a customer id, or a person id or the id of one of
    its records. Money is told in one slice: clock, attribution model and revenue basis.
    """
    from orchestration.exact_json import exact_json
    from orchestration.explain import Options
    from orchestration.explain import explain as explain_thing
    from orchestration.publish import require_publication

    if month is not None and kind != "campaign-month":
        raise LeadhouseError(f"Only campaign-month takes a month, {kind} takes an id.")
    options = Options(
        month=month,
        clock=clock,
        model=model,
        basis=basis,
        company=company,
        measure=measure,
        page=page if as_json else page or 1,
        per_page=per_page,
    )
    found = explain_thing(require_publication(workspace), kind, id, options)
    click.echo(exact_json(found.to_json()) if as_json else found.to_text())
