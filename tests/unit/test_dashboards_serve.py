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
