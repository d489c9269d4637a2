"""Serving the dashboards from the command line; what they show is in app.py."""

import os
import socket
import sys
from pathlib import Path

from orchestration.errors import LeadhouseError
from orchestration.settings import WORKSPACE_VARIABLE, Workspace

APP = Path(__file__).with_name("app.py")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServeError(LeadhouseError):
    """The dashboards could not be served."""


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve the workspace's publications until Ctrl-C or a termination signal.

    Prints the address. Raises ServeError where the address cannot be listened on.
    """
    # Streamlit costs a second to import; other commands must not pay for it.
    from streamlit.web import cli

    _check_address(host, port)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.root)
    shown = "localhost" if host in LOOPBACK else host
    sys.stdout.write(f"Dashboards of {workspace.root}: http://{shown}:{port}\n")
    if host not in LOOPBACK:
        sys.stdout.write(
            "Anyone who reaches this address can read the figures: there is no "
            "sign-in.\n"
        )
    sys.stdout.write("Press Ctrl-C to stop.\n")
    sys.stdout.flush()
    cli.main(_arguments(host, port), standalone_mode=False)


def _arguments(host: str, port: int) -> list[str]:
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
