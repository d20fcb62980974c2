"""``python -m desk users ...``: what an administrator does with people; desk/__main__.py tells the forms.

Each of these that changes or takes along something is in the audit log, as done by nobody who signed in.
"""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from corpus.configuration import StoreSettings
from desk.accounts.accounts import Accounts
from desk.accounts.errors import AccountError
from desk.accounts.keeping import command as keeping
from desk.accounts.keeping.audit import Act, Entry
from desk.accounts.keeping.belongings import as_document
from desk.accounts.rights import SCOPES, Role
from desk.accounts.settings import AccountSettings
from desk.accounts.stores import attempts
from desk.accounts.stores.plans import read_plans

_USERS = "users"
_ROLES = [role.value for role in Role if role is not Role.GUEST]


def run(arguments: list[str] | None = None) -> Iterable[str]:
    """Does it; the lines to print. Raises CasePilotError, one sentence with its remedy."""
    options = _parser().parse_args(arguments)
    home = StoreSettings().home
    # Whom it is served to is no matter of this command: only the database and the plans are.
    with closing(Accounts.open(home, AccountSettings.read(home, local=True))) as accounts:
        if options.command != _USERS:
            return tuple(keeping.run(accounts, options))
        known = accounts.people.by_name(options.name) if options.action not in ("add", "list") else None
        told = tuple(_ACTIONS[options.action](accounts, options))
        if options.action != "list":
            person = known or accounts.people.named(options.name)
            accounts.audit.write([Entry(_act(options), f"command: users {options.action} {person.id}")])
        return told


def _act(options: argparse.Namespace) -> Act:
    if options.action == "export":
        return Act.EXPORTED
    return Act.SAW if options.action == "tokens" and not (options.make or options.revoke) else Act.CHANGED


def _add(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    _known_plan(accounts, options.plan)
    password, told = _password(options)
    person = accounts.people.add(options.name, password, Role(options.role), options.plan)
    return (f"{person.name} can sign in now, as {person.role} with the plan {person.plan}.", *told)


def _list(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    return (f"{person.name}\t{person.role}\t{person.plan}" for person in accounts.people.all())


def _role(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    accounts.people.set_role(person, Role(options.role))
    return (f"{person.name} is {options.role} now.",)


def _plan(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    _known_plan(accounts, options.plan)
    accounts.people.set_plan(person, options.plan)
    return (f"{person.name} has the plan {options.plan} now.",)


def _new_password(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    password, told = _password(options)
    accounts.people.set_password(person, password)
    accounts.attempts.succeeded(attempts.account(person.name))
    return (f"{person.name} has a new password and is signed out everywhere.", *told)


def _unlock(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    accounts.attempts.succeeded(attempts.account(person.name))
    return (f"{person.name} can try to sign in again.",)


def _tokens(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    if options.revoke:
        if not accounts.tokens.revoke(person, options.revoke):
            raise AccountError(f"{person.name} has no token {options.revoke}; without --revoke you see them.")
        return (f"Taken back: {options.revoke}.",)
    if options.make:
        scopes = [scope.strip() for scope in options.scopes.split(",") if scope.strip()]
        _, secret = accounts.tokens.make(person, options.make, scopes, options.days)
        return ("The token, shown only now:", secret)
    return (
        "\t".join(
            (
                token.id,
                token.name,
                ",".join(sorted(token.scopes)),
                f"ends {_day(token.expires)}",
                f"used {_day(token.used)}",
            )
        )
        for token in accounts.tokens.of(person)
    )


def _export(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    try:
        options.file.write_text(as_document(person, accounts.people.everything(person)), encoding="utf-8")
    except OSError as error:
        raise AccountError(
            f"{options.file} can't be written ({error.strerror}); name a file in a folder that can."
        ) from None
    return (f"All that the desk keeps of {person.name} is in {options.file}.",)


def _erase(accounts: Accounts, options: argparse.Namespace) -> Iterable[str]:
    person = accounts.people.named(options.name)
    if not options.yes:
        raise AccountError(
            f"This deletes {person.name} with all that is theirs for good, their team notes too; say --yes to do it."
        )
    accounts.people.erase(person)
    return (f"{person.name} is gone, with all that was theirs; the audit log keeps what was done, without a name.",)


_ACTIONS = {
    "add": _add,
    "list": _list,
    "role": _role,
    "plan": _plan,
    "password": _new_password,
    "unlock": _unlock,
    "tokens": _tokens,
    "export": _export,
    "erase": _erase,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk", description="CasePilot's desk: its people and data.")
    commands = parser.add_subparsers(dest="command", required=True)
    keeping.add_to(commands)
    users = commands.add_parser(_USERS, help="who may come, and as what")
    commands.add_parser("feedback", help="answers that people rated, as cases for evaluation")
    actions = users.add_subparsers(dest="action", required=True)
    named = {}
    for action in _ACTIONS:
        named[action] = actions.add_parser(action)
        if action != "list":
            named[action].add_argument("name")
    named["role"].add_argument("role", choices=_ROLES)
    named["plan"].add_argument("plan")
    named["add"].add_argument("--role", choices=_ROLES, default=Role.CODER.value)
    named["add"].add_argument("--plan", default="member")
    for action in ("add", "password"):
        named[action].add_argument("--password-file", type=Path, help="its first line is the password")
        named[action].add_argument("--generate", action="store_true", help="make a password and print it once")
    named["tokens"].add_argument("--make", metavar="LABEL", help="make a token; the label says where it is used")
    named["tokens"].add_argument("--scopes", default=SCOPES[0].value, help=f"some of {','.join(SCOPES)}")
    named["tokens"].add_argument("--days", type=int, help="until it ends; without it, it doesn't")
    named["tokens"].add_argument("--revoke", metavar="ID", help="take a token back")
    named["export"].add_argument("file", type=Path, help="is written as JSON")
    named["erase"].add_argument("--yes", action="store_true", help="really")
    return parser


def _password(options: argparse.Namespace) -> tuple[str, tuple[str, ...]]:
    """The password, and what to print of it."""
    if options.generate:
        made = secrets.token_urlsafe(15)
        return made, (f"The password, shown only now: {made}",)
    if options.password_file is not None:
        try:
            return options.password_file.read_text(encoding="utf-8").splitlines()[0], ()
        except (OSError, UnicodeDecodeError, IndexError):
            raise AccountError(
                f"No password can be read from {options.password_file}; its first line is taken."
            ) from None
    if not sys.stdin.isatty():
        raise AccountError("There is no terminal to ask for a password: give --password-file, or --generate.")
    return getpass.getpass("Password: "), ()


def _known_plan(accounts: Accounts, plan: str) -> None:
    plans = read_plans(accounts.settings.plans)
    if plan not in plans:
        raise AccountError(f"There is no plan {plan!r}; take one of {', '.join(plans)}.")


def _day(seconds: float | None) -> str:
    return "never" if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()
