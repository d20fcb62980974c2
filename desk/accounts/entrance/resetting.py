"""A forgotten password is reset by a link in a mail: signed, for half an hour, and good for once.

Nothing is kept of a link: its seal is over the password it replaces, so it is void as soon as there is another one.
Who asks never learns whether there is an account; the mail goes where the account's name says, if that is an address.
"""

from __future__ import annotations

import logging
import time

from desk.accounts.accounts import Accounts
from desk.accounts.errors import AccountError
from desk.accounts.rights import Person
from desk.accounts.secrets import is_sealed, sealed
from desk.accounts.stores import attempts
from desk.serving.post import MailNotSent, Post, is_mail_address

LASTS_SECONDS = 1_800
_PURPOSE = "reset"
_GONE = "This link is no longer good: it was used, or is older than half an hour. Ask for a new one."
logger = logging.getLogger("casepilot.desk")


def begin(accounts: Accounts, name: str, address: str) -> None:
    """Counts the asking, whether there is such an account or not. Raises LockedOut."""
    accounts.attempts.begin(
        (attempts.reset(name), attempts.RESET), (attempts.reset_address(address), attempts.RESET_ADDRESS)
    )


def send_link(accounts: Accounts, post: Post, name: str, page: str) -> None:
    """Mails the link to ``page``, if somebody signs in by that name with a password. Takes time: after the answer."""
    person = accounts.people.by_name(name)
    kept = accounts.people.password_hash(person) if person is not None else None
    if person is None or kept is None or not is_mail_address(person.name):
        return
    try:
        post.send(
            person.name,
            "A new password for CasePilot",
            f"Somebody asked for a new password for {person.name} at CasePilot. To set one, open this page within "
            f"{LASTS_SECONDS // 60} minutes:\n\n{page}?token={_token(accounts, person, kept)}\n\n"
            "If it wasn't you, do nothing: your password stays as it is.\n",
        )
    except MailNotSent as error:
        logger.error("%s", error)


def finish(accounts: Accounts, token: str, password: str) -> Person:
    """Sets the new password; every browser of theirs is signed out. Raises AccountError, for a weak password too."""
    person, kept = _checked(accounts, token)
    if not accounts.people.replace_password(person, kept, password):
        raise AccountError(_GONE)  # somebody else was faster with the same link
    accounts.attempts.succeeded(attempts.account(person.name), attempts.reset(person.name))
    return person


def check(accounts: Accounts, token: str) -> None:
    """Raises AccountError where the link is no longer good."""
    _checked(accounts, token)


def _checked(accounts: Accounts, token: str) -> tuple[Person, str]:
    person_id, _, rest = token.partition(".")
    until, _, seal = rest.partition(".")
    person = accounts.people.by_id(person_id)
    kept = accounts.people.password_hash(person) if person is not None else None
    if person is None or kept is None or not is_sealed(accounts.secret, _PURPOSE, f"{person_id}.{until}.{kept}", seal):
        raise AccountError(_GONE)
    if int(until) < time.time():  # a sealed one is ours, and a number
        raise AccountError(_GONE)
    return person, kept


def _token(accounts: Accounts, person: Person, kept: str) -> str:
    until = int(time.time()) + LASTS_SECONDS
    return f"{person.id}.{until}.{sealed(accounts.secret, _PURPOSE, f'{person.id}.{until}.{kept}')}"
