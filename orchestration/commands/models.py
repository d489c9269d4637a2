"""`leadhouse train` and `leadhouse models`."""

import json
from dataclasses import asdict

import click

from orchestration.commands.errors import says_errors_in_a_sentence
from orchestration.settings import Workspace


@click.command()
@click.option("--name", required=True, help="Name of the model, the file's too.")
@click.option("--seed", default=20, show_default=True, help="Same seed, same model.")
@click.pass_obj
@says_errors_in_a_sentence
def train(workspace: Workspace, name: str, seed: int) -> None:
    """Train a linkage model on the records of the last run; it is not activated."""
    from orchestration.linkage_models import train_model

    model, report = train_model(workspace, name, seed)
    click.echo(
        f"{model} is trained; read {report}, compare it (leadhouse models compare "
        f"{name}) and then: leadhouse models activate {name} --by NAME"
    )


@click.group()
def models() -> None:
    """List, compare, activate and roll back linkage models."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def list_command(workspace: Workspace, as_json: bool) -> None:
    """Show every model and which one is active."""
    from orchestration.linkage_models import list_models

    found = list_models(workspace)
    if as_json:
        click.echo(json.dumps([asdict(model) for model in found], indent=2))
        return
    for model in found:
        mark = "*" if model.is_active else " "
        said = model.problem or f"{model.version}, trained on {model.records:,} records"
        click.echo(f"{mark} {model.name:<20}{said}")


@models.command()
@click.argument("name")
@click.option("--with", "before", help="Model to compare with; default the active one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@says_errors_in_a_sentence
def compare(workspace: Workspace, name: str, before: str | None, as_json: bool) -> None:
    """Link the records with NAME and another model and say what differs."""
    from orchestration.linkage_models import compare_models

    found = compare_models(workspace, name, before)
    if as_json:
        click.echo(json.dumps(found.to_json(), indent=2))
        return
    for model, scores in found.scores.items():
        loss = "-" if scores.log_loss is None else f"{scores.log_loss:.4f}"
        click.echo(
            f"{model}: {scores.labels:,} labels, {scores.scored:,} scored, log loss {loss}"
        )
        for threshold, at in scores.at_threshold.items():
            values = " ".join(
                f"{title} {'-' if value is None else f'{value:.4f}'}"
                for title, value in (
                    ("precision", at.precision),
                    ("recall", at.recall),
                    ("F1", at.f1),
                )
            )
            click.echo(f"  at {threshold:.0%}: {values}")
    persons = found.persons
    click.echo(
        f"Persons: {persons.persons_before:,} by {found.before}, "
        f"{persons.persons_after:,} by {found.after}; {persons.records_changed:,} of "
        f"{persons.records:,} records are together with others."
    )


@models.command()
@click.argument("name")
@click.option("--by", required=True, help="Who activates it.")
@click.option("--reason", help="Why.")
@click.pass_obj
@says_errors_in_a_sentence
def activate(workspace: Workspace, name: str, by: str, reason: str | None) -> None:
    """Let the next run link with NAME; `default` is the shipped model."""
    from orchestration.linkage_models import activate_model

    activation = activate_model(workspace, name, by, reason)
    click.echo(
        f"The next run links with {activation.model} ({activation.version}) instead of "
        f"{activation.previous}."
    )


@models.command("roll-back")
@click.option("--by", required=True, help="Who takes it back.")
@click.option("--reason", help="Why.")
@click.pass_obj
@says_errors_in_a_sentence
def roll_back(workspace: Workspace, by: str, reason: str | None) -> None:
    """Return to the model that was active before."""
    from orchestration.linkage_models import roll_back_model

    activation = roll_back_model(workspace, by, reason)
    click.echo(
        f"The next run links with {activation.model} ({activation.version}) again, not "
        f"{activation.previous}."
    )
