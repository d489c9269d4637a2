"""Serving the dashboards from the command line; what they show is in app.py."""

import os
import socket
import sys
import tomllib
from pathlib import Path
from typing import Literal

from orchestration.errors import LeadhouseError
from orchestration.settings import WORKSPACE_VARIABLE, Workspace

APP = Path(__file__).with_name("app.py")
_AUTH_KEYS = (
    "redirect_uri",
    "cookie_secret",
    "client_id",
    "client_secret",
    "server_metadata_url",
)
LEAST_COOKIE_SECRET = 32
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServeError(LeadhouseError):
    """The dashboards could not be served."""


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve the workspace's publications until Ctrl-C or a termination signal.

    Prints the address. Raises ServeError where the address cannot be listened on, or
    where others could reach it without signing in.
    """
    # Streamlit costs a second to import; other commands must not pay for it.
    from streamlit.web import cli

    uses_provider = workspace.settings().access.sign_in == "oidc"
    if uses_provider:
        _check_secrets(workspace)
    elif host not in LOOPBACK:
        raise ServeError(
            f"Whoever reaches {host} could see everything and decide: set "
            "access.sign_in to oidc in leadhouse.yml, or serve on 127.0.0.1."
        )
    _check_address(host, port)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.root)
    shown = "localhost" if host in LOOPBACK else host
    sys.stdout.write(f"Dashboards of {workspace.root}: http://{shown}:{port}\n")
    sys.stdout.write("Press Ctrl-C to stop.\n")
    sys.stdout.flush()
    secrets = uses_provider and workspace.secrets
    cli.main(_arguments(host, port, secrets), standalone_mode=False)


def _check_secrets(workspace: Workspace) -> None:
    """That the identity provider's settings are there; Streamlit would say so later."""
    path = workspace.secrets
    if not path.is_file():
        raise ServeError(
            f"{path} is missing: signing in needs its [auth] section (docs/access.md)."
        )
    try:
        auth = tomllib.loads(path.read_text("utf-8")).get("auth", {})
    except tomllib.TOMLDecodeError as error:
        raise ServeError(f"{path} is not valid TOML: {error}.") from error
    missing = [key for key in _AUTH_KEYS if not auth.get(key)]
    if missing:
        raise ServeError(f"{path}: [auth] lacks {', '.join(missing)}.")
    if len(str(auth["cookie_secret"])) < LEAST_COOKIE_SECRET:
        raise ServeError(
            f"{path}: cookie_secret is shorter than {LEAST_COOKIE_SECRET} characters: "
            "who guesses it signs in as anybody."
        )


def _arguments(host: str, port: int, secrets: Path | Literal[False]) -> list[str]:
    """What Streamlit is called with; it must not phone out or watch source files."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    arguments = ["run", str(APP)]
    for name, value in options.items():
        arguments += [f"--{name}", value]
    if secrets:
        arguments += ["--secrets.files", str(secrets)]
    if host in LOOPBACK:
        # A foreign page whose name resolves to this machine must not read figures.
        for name in LOOPBACK:
            arguments += ["--server.allowedHosts", name]
    return arguments


def _check_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server will: an address in its closing minute is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another "
                "address by serve.host and serve.port in leadhouse.yml."
            ) from error
