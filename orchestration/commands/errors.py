"""How a command says what went wrong."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from orchestration.errors import LeadhouseError


def says_errors_in_a_sentence(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns a LeadhouseError into its sentences and exit code 1."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except LeadhouseError as error:
            for sentence in str(error).splitlines():
                click.echo(f"leadhouse: {sentence}", err=True)
            sys.exit(1)

    return wrapped
