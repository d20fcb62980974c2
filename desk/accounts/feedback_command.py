"""``python -m desk feedback export``: the rated answers as cases for evaluation; desk/__main__.py tells the forms."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime, time

from corpus.configuration import StoreSettings
from desk.accounts.accounts import Accounts
from desk.accounts.keeping.audit import Act, Entry
from desk.accounts.settings import AccountSettings
from desk.accounts.stores.kept.feedback import as_lines

_WANTED = {"helpful": True, "not-helpful": False}


def run(arguments: list[str] | None = None) -> Iterable[str]:
    """The lines to print. Raises CasePilotError, one sentence with its remedy."""
    options = _parser().parse_args(arguments)
    home = StoreSettings().home
    since = datetime.combine(options.since, time(), UTC).timestamp() if options.since else 0.0
    # Whom it is served to is no matter of this command: only the database is.
    with closing(Accounts.open(home, AccountSettings.read(home, local=True))) as accounts:
        accounts.audit.write([Entry(Act.EXPORTED, "command: feedback")])
        return tuple(as_lines(accounts.feedback.rated(since=since, helpful=_WANTED.get(options.only))))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk", description="CasePilot's desk: what people rated.")
    actions = parser.add_subparsers(required=True).add_parser("feedback", help="answers that people rated")
    export = actions.add_subparsers(dest="action", required=True).add_parser("export", help="a case a line, as JSON")
    export.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="the first day (UTC), as 2026-11-30")
    export.add_argument("--only", choices=tuple(_WANTED))
    return parser
