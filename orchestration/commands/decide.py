"""`leadhouse decide`: what the desk does, for scripts."""

import json
from collections.abc import Callable
from typing import Any

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.settings import Workspace

_OPTIONS = (
    click.option("--by", required=True, help="Who decides."),
    click.option("--reason", help="Why."),
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
    by: str,
    reason: str | None,
    as_json: bool,
) -> None:
    from orchestration.decide import record_decision

    decision = record_decision(workspace, kind, subject_id, object_id, by, reason)
    if as_json:
        click.echo(json.dumps(vars(decision), default=str, indent=2))
    else:
        click.echo(f"{decision.event_id}: {kind} is recorded; the next run applies it.")


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
    _record(workspace, "undo", event_id, None, **said)
