"""Signing in and registering with a password: counted, slow to guess, and the same answer for every failure."""

from __future__ import annotations

from desk.accounts.accounts import Accounts
from desk.accounts.errors import AccountError
from desk.accounts.rights import Person
from desk.accounts.settings import Mode
from desk.accounts.stores import attempts


def enter(accounts: Accounts, name: str, password: str, address: str) -> Person:
    """Who has this name and password. Raises AccountError, or LockedOut after too many failures."""
    by_account, by_address = attempts.account(name), attempts.address(address)
    accounts.attempts.begin((by_account, attempts.ACCOUNT), (by_address, attempts.ADDRESS))
    person = accounts.people.checked(name, password)
    if person is None:
        raise AccountError("Name or password isn't right. An administrator can set a new password for you.")
    accounts.attempts.succeeded(by_account)
    accounts.attempts.take_back(by_address)
    return person


def register(accounts: Accounts, name: str, password: str, address: str) -> Person:
    """A new person of the plan "registered", where the mode lets people register. Raises AccountError."""
    if accounts.mode is not Mode.PUBLIC:
        raise AccountError("Nobody registers here: ask an administrator for an account.")
    accounts.attempts.begin((attempts.registration(address), attempts.REGISTRATION))
    return accounts.people.add(name, password)
