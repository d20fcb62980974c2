"""Who may ask by mail, and how often on a day."""

from __future__ import annotations

from dataclasses import dataclass

from desk.accounts.accounts import Accounts
from desk.accounts.errors import OverQuota
from desk.accounts.rights import Person, Right
from desk.accounts.secrets import sealed
from desk.accounts.stores.plans import Kind
from desk.mail.clock import midnight
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Came, Queue
from desk.mail.store.threads import Threads
from desk.mail.writing.words import CONFIRM, NOT_REGISTERED, OVER_LIMIT

_PURPOSE = "mail-confirm"
_TOKEN_LETTERS = 24  # of a keyed digest: 96 bits


@dataclass(frozen=True, slots=True)
class Admission:
    """``person`` is the sender's account, if they have one. Where ``state`` is not ANSWERED the mail isn't answered:
    ``reason`` is for the log, ``notice`` is what the sender is told, once a day."""

    state: Came
    person: Person | None = None
    reason: str = ""
    notice: str = ""


class Doorkeeper:
    """Accounts whose name is the address come first, with the plan of their account; then addresses and domains that
    were let in; then those that confirmed their address, where that is enough."""

    def __init__(self, settings: MailSettings, accounts: Accounts, queue: Queue, threads: Threads) -> None:
        self._settings, self._accounts, self._queue, self._threads = settings, accounts, queue, threads

    def admit(self, key: str, sender: str, now: float) -> Admission:
        """Counts the mail against the sender's measure: the same mail once, however often it is asked for."""
        person = self._accounts.people.by_name(sender)
        if person is not None:
            return self._of_account(person, key, sender)
        if not self._is_allowed(sender):
            return self._unknown(sender)
        if self._queue.answered_since(sender, midnight(now)) >= self._settings.daily:
            notice = OVER_LIMIT.format(most=self._settings.daily)
            return Admission(Came.REFUSED, reason="over the daily limit", notice=notice)
        return Admission(Came.ANSWERED)

    def confirms(self, sender: str, subject: str) -> bool:
        """Whether a subject is what was asked for to confirm this address."""
        words = subject.split()
        return len(words) == 2 and words[0].casefold() == "confirm" and words[1].casefold() == self._token(sender)

    def _of_account(self, person: Person, key: str, sender: str) -> Admission:
        if not person.may(Right.ASK):
            return Admission(Came.REFUSED, reason="an account that may not ask", notice=_not_registered(sender))
        try:
            self._accounts.quotas.use(person, f"mail:{sender}", Kind.QUESTIONS, item=key)
        except OverQuota as error:
            return Admission(Came.REFUSED, person, "over the quota of the plan", str(error))
        return Admission(Came.ANSWERED, person)

    def _is_allowed(self, sender: str) -> bool:
        settings = self._settings
        listed = sender in settings.allowed or sender[sender.rindex("@") :] in settings.allowed
        return listed or (settings.confirms and self._threads.sender(sender).confirmed)

    def _unknown(self, sender: str) -> Admission:
        if not self._settings.confirms:
            return Admission(Came.REFUSED, reason="not registered", notice=_not_registered(sender))
        notice = CONFIRM.format(address=sender, own=self._settings.address, token=self._token(sender))
        return Admission(Came.WAITING, reason="to be confirmed", notice=notice)

    def _token(self, sender: str) -> str:
        return sealed(self._accounts.secret, _PURPOSE, sender)[:_TOKEN_LETTERS]


def _not_registered(sender: str) -> str:
    return NOT_REGISTERED.format(address=sender)
