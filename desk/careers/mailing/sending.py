"""Mail on its way: one connection to the server that is set, and the alerts that are due."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING

from corpus.errors import CasePilotError
from desk.careers.job.job import JobError
from desk.careers.mailing.messages import SHOWN, alert_message, as_bytes
from desk.careers.reading.asked import Asked
from desk.careers.settings import CareersSettings

if TYPE_CHECKING:
    from desk.careers.board import Board


class MailError(CasePilotError):
    """A mail can't be sent; ``surely`` where no server has taken it."""

    def __init__(self, reason: str, *, surely: bool = True) -> None:
        self.surely = surely
        super().__init__(reason)


class Outgoing:
    """Sends messages over one connection."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, mail: EmailMessage) -> None:
        """Raises MailError. An answer of the server is certain; a line that breaks may have brought the mail over."""
        sender, to = parseaddr(mail["From"])[1], parseaddr(mail["To"])[1]
        try:
            self._connection.sendmail(sender, [to], as_bytes(mail))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as error:
            raise MailError(f"The mail server didn't take the mail to {to} ({error}).") from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"The line to the mail server broke on the mail to {to} ({error}).", surely=False) from None


@contextmanager
def outgoing(settings: CareersSettings) -> Iterator[Outgoing]:
    """A connection to the server that is set. Raises MailError."""
    if settings.smtp is None:
        raise MailError("No mail can be sent: set CASEPILOT_MAIL_OUT to the server that sends (docs/careers.md).")
    with ExitStack() as held:
        try:
            connection = held.enter_context(settings.smtp.connected())
        except (smtplib.SMTPException, OSError) as error:
            where = f"{settings.smtp.host}:{settings.smtp.port}"
            raise MailError(f"The mail server {where} can't be used ({error}); check CASEPILOT_MAIL_OUT.") from None
        yield Outgoing(connection)


@dataclass(slots=True)
class Sent:
    """What a run of the alerts did. ``doubtful`` mails of an earlier run were begun and never ended."""

    sent: int = 0
    nothing_new: int = 0
    failed: int = 0
    doubtful: int = 0
    why: str = ""

    def lines(self) -> Iterator[str]:
        yield f"{self.sent} sent, {self.nothing_new} without anything new, {self.failed} failed."
        if self.why:
            yield f"The last failure: {self.why}"
        if self.doubtful:
            yield f"{self.doubtful} begun by an earlier run never ended: they may have arrived and aren't sent twice."


def send_due(board: Board, secret: str, now: float | None = None) -> Sent:
    """Sends every alert whose time has come and that has something new. Raises MailError where no server answers."""
    at = now or time.time()
    done = Sent(doubtful=board.alerts.settle_doubtful(at))
    day = datetime.fromtimestamp(at, UTC).date()
    due = board.alerts.due(at)
    if not due:
        return done
    with outgoing(board.settings) as line:
        for alert in due:
            try:
                wanted = Asked.kept(alert.search).wanted()
            except JobError:
                done.nothing_new += 1
                continue
            found = board.jobs.since(wanted, day, alert.upto, SHOWN)
            if not found.total:
                done.nothing_new += 1
            elif board.alerts.begin(alert, at):
                mail = alert_message(board.settings, secret, alert, found, at)
                try:
                    line.send(mail)
                except MailError as error:
                    done.failed, done.why = done.failed + 1, str(error)
                    if not error.surely:
                        break  # in doubt, and the connection is gone: the next run goes on
                    board.alerts.failed(alert)
                else:
                    board.alerts.done(alert, at)
                    done.sent += 1
    return done
