"""A real PostgreSQL from the system's packages, on a free loopback port, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from tests.support.servers import absent, free_port, stop, wait_until_up

# Where Debian and Ubuntu keep them, the newest last.
_VERSIONS = Path("/usr/lib/postgresql")

PASSWORD = "a-pass:word@with/odd%signs"


@dataclass(frozen=True)
class PostgresServer:
    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres", *, user: str = "casepilot", password: str = PASSWORD) -> str:
        made = sa.URL.create("postgresql+psycopg", user, password, "127.0.0.1", self.port, database)
        return made.render_as_string(hide_password=False)

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """One statement outside of any transaction; its rows, if it has any."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="casepilot", password=PASSWORD, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server; skips where PostgreSQL is not installed."""
    found = sorted(_VERSIONS.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if not found:
        absent("PostgreSQL is not installed; run 'apt-get install postgresql'")
    programs, version = found[-1].parent, float(found[-1].parts[-3])
    folder = Path(tempfile.mkdtemp(prefix="casepilot-postgres-"))  # not below pytest's, which only its owner may enter
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    data, log = folder / "data", folder / "log"
    # A language's collation, as most databases have: the order of codes must not depend on it.
    collation = ["--locale-provider=icu", "--icu-locale=en-US"] if version >= 15 else []
    try:
        subprocess.run(
            [
                programs / "initdb", "-D", data, "-U", "casepilot", "--pwfile", password,
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", *collation,
            ],
            check=True, capture_output=True, cwd=folder, **identity,
        )  # fmt: skip
        port = free_port()
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [
                    programs / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
                    "-c", f"unix_socket_directories={folder}", "-c", "fsync=off",
                ],
                stdout=stream, stderr=stream, cwd=folder, **identity,
            )  # fmt: skip
        try:
            server = PostgresServer(port, process)
            wait_until_up(process, lambda: _answers(server), log.read_text)
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once, without writing out what is thrown away here
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(server: PostgresServer) -> bool:
    try:
        server.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True
