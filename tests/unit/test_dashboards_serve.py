"""Serving: the address is checked before Streamlit starts."""

import socket
from pathlib import Path

import pytest

from dashboards.serve import ServeError, serve
from orchestration.settings import Workspace


def test_a_taken_port_is_one_sentence_naming_the_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"127\.0\.0\.1:{port}.*serve\.port"):
            serve(Workspace(tmp_path), "127.0.0.1", port)


def test_others_do_not_reach_a_desk_without_sign_in(tmp_path: Path) -> None:
    """A local desk decides in one person's name: beyond loopback it is refused."""
    with pytest.raises(ServeError, match=r"0\.0\.0\.0.*access\.sign_in"):
        serve(Workspace(tmp_path), "0.0.0.0", 8501)


@pytest.mark.parametrize(
    ("secrets", "says"),
    [
        (None, r"secrets\.toml is missing.*\[auth\]"),
        ("[auth", r"secrets\.toml is not valid TOML"),
        ("[auth]\nclient_id = 'a'", "lacks redirect_uri, cookie_secret"),
        (
            "[auth]\nredirect_uri='a'\ncookie_secret='short'\nclient_id='a'\n"
            "client_secret='a'\nserver_metadata_url='a'",
            "cookie_secret is shorter than 32",
        ),
    ],
)
def test_signing_in_needs_its_secrets(
    tmp_path: Path, secrets: str | None, says: str
) -> None:
    (tmp_path / "leadhouse.yml").write_text("access: {sign_in: oidc}\n")
    if secrets is not None:
        (tmp_path / "secrets.toml").write_text(secrets)
    with pytest.raises(ServeError, match=says):
        serve(Workspace(tmp_path), "127.0.0.1", 8501)
