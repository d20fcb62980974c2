"""``python -m desk backup | restore | clear | audit``; desk/__main__.py tells the forms."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.accounts.errors import AccountError
from desk.accounts.keeping.audit import Act, Entry, as_line
from desk.accounts.keeping.backup import back_up, restore

if TYPE_CHECKING:
    from desk.accounts.accounts import Accounts


def add_to(commands: Any) -> None:
    """Puts these commands beside the others (argparse has no public type for what it adds to)."""
    file = {"type": Path, "metavar": "FILE"}
    commands.add_parser("backup", help="the whole database into a file").add_argument("file", **file)
    restoring = commands.add_parser("restore", help="the database as a backup has it")
    restoring.add_argument("file", **file)
    restoring.add_argument("--yes", action="store_true", help="really")
    commands.add_parser("clear", help="delete what has had its days")
    actions = commands.add_parser("audit", help="who did what").add_subparsers(dest="action", required=True)
    verifying = actions.add_parser("verify", help="that the log is as it was written")
    verifying.add_argument("--seen", type=_seen, metavar="POSITION:DIGEST", help="a row that was noted earlier")
    actions.add_parser("export", help="the log, one JSON object a line").add_argument("file", **file)


def run(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    """Does it; the lines to print. Raises CasePilotError."""
    if options.command == "audit":
        return _verified(accounts, options.seen) if options.action == "verify" else _exported(accounts, options.file)
    if options.command == "backup":
        rows = back_up(accounts.database, options.file)
        accounts.audit.write([Entry(Act.EXPORTED, "command: backup")])
        return (f"{rows} rows are in {options.file}.",)
    if options.command == "restore":
        if not options.yes:
            raise AccountError(f"What {accounts.database} holds now is lost by this; say --yes to do it.")
        rows = restore(accounts.database, options.file)
        accounts.audit.write([Entry(Act.CHANGED, "command: restore")])
        return (f"{rows} rows of {options.file} are the desk's database now.",)
    return [f"{name}: {count} deleted." for name, count in accounts.clear().items()]


def _verified(accounts: Accounts, seen: tuple[int, str] | None) -> Iterable[str]:
    whole = accounts.audit.verify(seen)
    if not whole.rows:
        return ("The audit log is empty.",)
    return (f"The audit log is whole: {whole.rows} rows, the last one is", f"{whole.last}:{whole.digest}")


def _exported(accounts: Accounts, file: Path) -> Iterable[str]:
    count = 0
    try:
        with file.open("w", encoding="utf-8") as stream:
            for row in accounts.audit.rows():
                stream.write(f"{as_line(row)}\n")
                count += 1
    except OSError as error:
        raise AccountError(f"{file} can't be written ({error.strerror}); name a file in a folder that can.") from None
    accounts.audit.write([Entry(Act.EXPORTED, "command: audit")])
    return (f"{count} rows are in {file}.",)


def _seen(text: str) -> tuple[int, str]:
    position, _, digest = text.partition(":")
    return int(position), digest
