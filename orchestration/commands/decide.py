"""`leadhouse decide`: what the desk does, for scripts."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.errors import LeadhouseError
from orchestration.settings import Workspace

if TYPE_CHECKING:
    from orchestration.desk import Decision

_OPTIONS = (
    click.option("--by", required=True, help="Who decides."),
    click.option("--reason", help="Why."),
    click.option(
        "--seen",
        metavar="EVENT_ID",
        help="The newest decision on this that you know of, or none: refuse if somebody "
        "decided after it.",
    ),
    click.option("--json", "as_json", is_flag=True, help="One JSON document."),
    click.pass_obj,
    says_errors_in_a_sentence,
)


def _decision(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every decision has."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def decide() -> None:
    """Record a decision; the next run applies it, and undo takes it back."""


def _record(
    workspace: Workspace,
    kind: str,
    subject_id: str,
    object_id: str | None,
    *,
    by: str,
    payload: dict[str, str | None] | None = None,
    reason: str | None,
    **said: Any,
) -> None:
    from orchestration.desk import Decision

    given = {key: value for key, value in (payload or {}).items() if value is not None}
    decision = Decision(kind, subject_id, by, object_id, reason, given or None)
    _record_all(workspace, [decision], **said)


def _record_all(
    workspace: Workspace,
    decisions: Sequence["Decision"],
    seen: str | None,
    as_json: bool,
) -> None:
    from orchestration.decide import record_decisions
    from orchestration.desk import Newest

    known = None if seen is None else Newest(None if seen == "none" else seen)
    written = record_decisions(workspace, decisions, known)
    if as_json:
        shown = [vars(decision) for decision in written]
        document = shown[0] if len(shown) == 1 else shown
        click.echo(json.dumps(document, default=str, indent=2))
        return
    for decision in written:
        click.echo(
            f"{decision.event_id}: {decision.kind} is recorded; the next run applies it."
        )


@decide.command("approve-match")
@click.argument("lead_id")
@click.argument("customer_id")
@_decision
def approve_match(
    workspace: Workspace, lead_id: str, customer_id: str, **said: Any
) -> None:
    """LEAD_ID is a contact of CUSTOMER_ID."""
    _record(workspace, "approve_match", lead_id, customer_id, **said)


@decide.command("reject-match")
@click.argument("lead_id")
@click.argument("customer_id")
@_decision
def reject_match(
    workspace: Workspace, lead_id: str, customer_id: str, **said: Any
) -> None:
    """LEAD_ID is not a contact of CUSTOMER_ID."""
    _record(workspace, "reject_match", lead_id, customer_id, **said)


@decide.command("choose-customer")
@click.argument("lead_id")
@click.argument("customer_id")
@click.option(
    "--instead-of", multiple=True, help="A customer that it is not; may be repeated."
)
@_decision
def choose(
    workspace: Workspace,
    lead_id: str,
    customer_id: str,
    instead_of: tuple[str, ...],
    by: str,
    reason: str | None,
    **said: Any,
) -> None:
    """LEAD_ID is a contact of CUSTOMER_ID and of none of the others, all at once."""
    from orchestration.decide import choose_customer

    decisions = choose_customer(lead_id, customer_id, instead_of, by, reason)
    _record_all(workspace, decisions, **said)


@decide.command("propose-customer")
@click.argument("lead_id")
@click.option("--account-classification")
@click.option("--credit-rating")
@_decision
def propose_customer(
    workspace: Workspace,
    lead_id: str,
    account_classification: str | None,
    credit_rating: str | None,
    **said: Any,
) -> None:
    """LEAD_ID is of a customer that the sources lack: propose it to them."""
    payload = {
        "account_classification": account_classification,
        "credit_rating": credit_rating,
    }
    _record(workspace, "propose_customer", lead_id, None, payload=payload, **said)


@decide.command("correct-stage")
@click.argument("lead_id")
@click.argument("status")
@click.option("--at", "occurred_at", help="When, ISO 8601; now if not given.")
@click.option("--lost-reason")
@click.option("--competitor")
@_decision
def correct_stage(workspace: Workspace, lead_id: str, status: str, **said: Any) -> None:
    """The opportunity of LEAD_ID (or a unique lead) came to STATUS."""
    payload = {"status": status} | {
        name: said.pop(name) for name in ("occurred_at", "lost_reason", "competitor")
    }
    _record(workspace, "correct_stage", lead_id, None, payload=payload, **said)


@decide.command("create-campaign")
@click.argument("campaign_id")
@click.option("--name", required=True)
@click.option("--channel", required=True)
@click.option("--source")
@click.option("--medium")
@click.option("--company-id")
@click.option("--start-date")
@click.option("--end-date")
@click.option("--is-paid", type=click.Choice(["true", "false"]))
@_decision
def create_campaign(workspace: Workspace, campaign_id: str, **said: Any) -> None:
    """Create the campaign CAMPAIGN_ID; leads that name it are released."""
    from orchestration.desk import KINDS

    kind = KINDS["create_campaign"]
    payload = {name: said.pop(name) for name in (*kind.required, *kind.optional)}
    _record(workspace, "create_campaign", campaign_id, None, payload=payload, **said)


@decide.command("create-alias")
@click.argument("alias")
@click.argument("campaign_id")
@click.option(
    "--type",
    "alias_type",
    type=click.Choice(["name", "tracking_number", "utm_campaign"]),
    default="name",
    show_default=True,
)
@_decision
def create_alias(
    workspace: Workspace, alias: str, campaign_id: str, alias_type: str, **said: Any
) -> None:
    """ALIAS is another name of CAMPAIGN_ID; leads that use it are released."""
    payload: dict[str, str | None] = {"alias_type": alias_type}
    _record(workspace, "create_alias", alias, campaign_id, payload=payload, **said)


@decide.command("accept-naming")
@click.argument("campaign_id")
@click.option("--name", help="The name; the naming rule's suggestion if not given.")
@_decision
def accept_naming(
    workspace: Workspace, campaign_id: str, name: str | None, **said: Any
) -> None:
    """Call CAMPAIGN_ID as the naming rule suggests; its old name still means it."""
    _record(
        workspace, "accept_naming", campaign_id, None, payload={"name": name}, **said
    )


@decide.command()
@click.argument("lead_id")
@_decision
def dismiss(workspace: Workspace, lead_id: str, **said: Any) -> None:
    """Let LEAD_ID assign no campaign to anything."""
    _record(workspace, "dismiss", lead_id, None, **said)


@decide.command()
@click.argument("lead_id")
@_decision
def restore(workspace: Workspace, lead_id: str, **said: Any) -> None:
    """Let a dismissed LEAD_ID count again."""
    _record(workspace, "restore", lead_id, None, **said)


@decide.command()
@click.argument("record_l")
@click.argument("record_r")
@_decision
def merge(workspace: Workspace, record_l: str, record_r: str, **said: Any) -> None:
    """Two records (lead:…, call:…, customer:…) are one person."""
    _record(workspace, "merge_persons", record_l, record_r, **said)


@decide.command()
@click.argument("record_l")
@click.argument("record_r")
@_decision
def split(workspace: Workspace, record_l: str, record_r: str, **said: Any) -> None:
    """Two records (lead:…, call:…, customer:…) are two people."""
    _record(workspace, "split_persons", record_l, record_r, **said)


@decide.command()
@click.argument("event_id")
@_decision
def undo(workspace: Workspace, event_id: str, **said: Any) -> None:
    """Take back the decision EVENT_ID; undoing an undo restores."""
    _record(workspace, "undo", event_id, event_id, **said)


@decide.command("all")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_decision
def decide_all(
    workspace: Workspace, file: Path, by: str, reason: str | None, **said: Any
) -> None:
    """Record every decision of FILE, or none: a JSON object per line with kind,
    subject_id, object_id, payload and reason."""
    from orchestration.desk import Decision

    decisions = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = {"reason": reason, **json.loads(line)}
            decisions.append(Decision(decided_by=by, **row))
        except (ValueError, TypeError) as error:
            raise LeadhouseError(
                f"{file}, line {number}: no decision ({error})."
            ) from error
    _record_all(workspace, decisions, **said)
