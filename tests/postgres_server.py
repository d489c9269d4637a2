"""A PostgreSQL server of the tests' own, in a temporary folder, on a free port."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# One whose signs have to be written otherwise in a URL.
PASSWORD = "p@ss/w:rd"
URL_PASSWORD = "p%40ss%2Fw%3Ard"


def _programs() -> Path:
    """Where initdb and pg_ctl are: the newest of Debian's, else those on the path."""
    newest = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    found = newest[-1] if newest else shutil.which("initdb")
    assert found, "PostgreSQL is missing: run tests/install-postgres.sh"
    return Path(found).resolve().parent


def _as_nobody_special() -> dict[str, object]:
    """initdb refuses root: as root, the server is the user's whom Debian made for it."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a database on a running server; both are gone afterwards."""
    programs, who = _programs(), _as_nobody_special()
    with tempfile.TemporaryDirectory(prefix="leadhouse-postgres-") as folder:
        root = Path(folder)
        secret = root / "secret"
        secret.write_text(PASSWORD + "\n")
        if "user" in who:
            os.chown(root, int(str(who["user"])), int(str(who["group"])))
            os.chown(secret, int(str(who["user"])), int(str(who["group"])))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])

        def call(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [str(programs / program), "-D", str(root / "data"), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=(root / "output").open("a"),
                stderr=subprocess.STDOUT,
                cwd=root,
                check=False,
                timeout=120,
                **who,  # type: ignore[call-overload]
            )
            assert done.returncode == 0, (root / "output").read_text()

        call(
            "initdb", "--username=desk", f"--pwfile={secret}", "--auth=scram-sha-256",
            "--no-sync", "--encoding=UTF8", "--locale=C",
        )  # fmt: skip
        options = f"-p {port} -c listen_addresses=127.0.0.1 -k {root} -F"
        call("pg_ctl", "start", "-w", "-l", str(root / "log"), "-o", options)
        try:
            yield (
                f"postgresql+psycopg://desk:{URL_PASSWORD}@127.0.0.1:{port}/postgres"
            )
        finally:
            call("pg_ctl", "stop", "-w", "-m", "immediate")
