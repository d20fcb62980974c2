"""``python -m desk careers ...``: the board from the command line; desk/__main__.py tells the forms."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from corpus.configuration import StoreSettings
from desk.accounts.accounts import Accounts
from desk.accounts.settings import AccountSettings
from desk.careers.board import Board
from desk.careers.importing.importing import BATCH, bringing
from desk.careers.mailing.sending import send_due
from desk.careers.settings import CareersSettings


def run(arguments: list[str]) -> Iterator[str]:
    """Does it, and gives the lines to print as they come. Raises CasePilotError, one sentence with its remedy."""
    options = _parser().parse_args(arguments)
    settings = CareersSettings.read()
    home = StoreSettings().home
    with closing(Accounts.open(home, AccountSettings.read(home, local=True))) as accounts:
        yield from _ACTIONS[options.action](Board.open(accounts.database, settings), accounts.secret, options)


def _import(board: Board, _: str, options: argparse.Namespace) -> Iterator[str]:
    if not board.settings.on:
        yield "The board is off and nobody sees these yet: set CASEPILOT_CAREERS=on where the desk is served."
    for path in options.files:
        report = None
        for report in bringing(board.jobs, path, employer=options.employer, everything=options.everything):
            if report.read >= BATCH:
                yield f"{report.file}: {report.read:,} postings so far."
        assert report is not None  # one comes at the end
        yield from report.lines()


def _alerts(board: Board, secret: str, _: argparse.Namespace) -> Iterator[str]:
    yield from send_due(board, secret).lines()


_ACTIONS = {"import": _import, "alerts": _alerts}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk careers", description="CareerCenter, the job board.")
    actions = parser.add_subparsers(dest="action", required=True)
    brings = actions.add_parser("import", help="take in jobs from files: JSON-LD, USAJOBS, Greenhouse, Lever, CSV")
    brings.add_argument("files", nargs="+", type=Path, metavar="FILE")
    brings.add_argument("--employer", default="", help="whose board it is, where the feed doesn't say")
    brings.add_argument("--everything", action="store_true", help="take in jobs of other work, too")
    actions.add_parser("alerts", help="mail the alerts that are due; run it every hour or so")
    return parser
