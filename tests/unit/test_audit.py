"""The audit log: what is written down stays, newest first."""

from pathlib import Path

import pytest

from orchestration.desk.audit import AuditLog
from orchestration.errors import LeadhouseError


def test_what_people_did_is_read_newest_first(tmp_path: Path) -> None:
    """Sign-ins, decisions and exports can be told afterwards."""
    log = AuditLog(f"sqlite:///{tmp_path / 'desk.db'}")
    log.append("anna@example.com", "sign_in", "analyst")
    log.append("anna@example.com", "export", "campaigns, 12 rows")
    again = AuditLog(f"sqlite:///{tmp_path / 'desk.db'}")
    assert [(e.person, e.act, e.detail) for e in again.read()] == [
        ("anna@example.com", "export", "campaigns, 12 rows"),
        ("anna@example.com", "sign_in", "analyst"),
    ]
    assert [event.act for event in again.read(limit=1)] == ["export"]


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LeadhouseError, match=r"audit log in sqlite:.*cannot be used"):
        AuditLog(f"sqlite:///{tmp_path / 'absent' / 'desk.db'}")
