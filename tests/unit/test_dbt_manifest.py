"""The dbt project's manifest is swapped in whole: runs of other workspaces read it."""

import os
from pathlib import Path

import pytest

from orchestration import dbt
from orchestration.errors import LeadhouseError

WRITES = """#!/bin/sh
while [ "$1" != --target-path ]; do shift; done
printf parsed > "$2"/partial_parse.msgpack
printf "$({read})" > "$2"/manifest.json
exit {code}
"""


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the manifest is looked for."""
    manifest = tmp_path / "target" / "manifest.json"
    monkeypatch.setattr(dbt, "MANIFEST", manifest)
    return manifest


def write_old(manifest: Path, text: str) -> None:
    """A manifest that is older than every source of the project."""
    manifest.parent.mkdir()
    manifest.write_text(text)
    os.utime(manifest, (0, 0))


def parse_with(
    monkeypatch: pytest.MonkeyPatch, folder: Path, read: str, code: int
) -> None:
    """Puts a program in dbt's place that prints `read` into the manifest."""
    program = folder / "dbt"
    program.write_text(WRITES.format(read=read, code=code))
    program.chmod(0o755)
    monkeypatch.setattr(dbt, "DBT", str(program))


def test_a_parse_that_fails_leaves_the_manifest_as_it_was(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_old(manifest, "whole")
    parse_with(monkeypatch, tmp_path, "echo half", code=1)
    with pytest.raises(LeadhouseError, match="does not parse"):
        dbt.ensure_manifest()
    assert manifest.read_text() == "whole"


def test_who_reads_while_it_is_parsed_finds_the_earlier_one(
    manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_old(manifest, "earlier")
    parse_with(monkeypatch, tmp_path, f"cat {manifest}", code=0)
    assert dbt.ensure_manifest().read_text() == "earlier"
    assert [path.name for path in sorted(manifest.parent.iterdir())] == [
        "manifest.json",
        "partial_parse.msgpack",
    ]
