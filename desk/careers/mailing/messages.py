"""The mails of the board, as messages. Pure: what is sent, and to whom, stands in the arguments."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlencode, urlsplit

from desk.accounts.secrets import is_sealed, sealed
from desk.careers.job.telling import pay_told
from desk.careers.job.wanted import Found, Kept
from desk.careers.reading.asked import Asked
from desk.careers.settings import CareersSettings
from desk.careers.store.alerts import OFTEN, Alert

SHOWN = 20
_PURPOSE = "careers-stop"
# Message ids and references are never folded or encoded: some clients thread by them as they stand.
_POLICY = SMTP.clone(max_line_length=998)


def stop_address(settings: CareersSettings, secret: str, alert_id: str) -> str:
    """The address that stops an alert without signing in: whoever has the mail may stop it."""
    words = urlencode({"alert": alert_id, "seal": sealed(secret, _PURPOSE, alert_id)})
    return f"{settings.address}/careers/stop?{words}"


def may_stop(secret: str, alert_id: str, seal: str) -> bool:
    return is_sealed(secret, _PURPOSE, alert_id, seal)


def alert_message(settings: CareersSettings, secret: str, alert: Alert, found: Found, now: float) -> EmailMessage:
    """The new jobs of a search, as text and as HTML, with one click to stop it (RFC 8058)."""
    told, stop = Asked.kept(alert.search).told(), stop_address(settings, secret, alert.id)
    number = f"{found.number} new job{'' if found.total == 1 else 's'}"
    whole = f"{settings.address}/careers?{alert.search}"
    mail = _message(settings, alert.mail, f"{number}: {told}"[:150].replace("\n", " "), now)
    mail["Message-ID"] = f"<alert-{alert.id}-{int(alert.upto)}@{urlsplit(settings.address).hostname}>"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    jobs = found.jobs[:SHOWN]
    more = f"All of them: {whole}"
    end = f"You asked for this search {OFTEN[alert.days]}: {told}. Stop it with one click: {stop}"
    mail.set_content("\n\n".join([f"{number}: {told}", *_lines(settings, jobs), more, end]) + "\n")
    mail.add_alternative(_page(settings, f"{number}: {told}", jobs, whole, end, stop), subtype="html")
    return mail


def confirmation_message(settings: CareersSettings, mail_address: str, secret: str, now: float) -> EmailMessage:
    address = f"{settings.address}/careers/confirm?{urlencode({'key': secret})}"
    mail = _message(settings, mail_address, "Confirm your address for CareerCenter", now)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        "Somebody, probably you, gave this address at the job board of CasePilot, for job alerts and for postings.\n\n"
        f"Open this and press the button, within three days: {address}\n\n"
        "If it wasn't you, do nothing: nothing more is sent here.\n"
    )
    return mail


def as_bytes(mail: EmailMessage) -> bytes:
    return mail.as_bytes(policy=_POLICY)


def _message(settings: CareersSettings, to: str, subject: str, now: float) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"], mail["To"], mail["Subject"] = f"CareerCenter <{settings.sender}>", to, subject
    mail["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    return mail


def _lines(settings: CareersSettings, jobs: Sequence[Kept]) -> list[str]:
    return [
        f"{kept.job.title}\n{kept.job.employer}, {kept.job.place}\n{_facts(kept)}\n{_job_address(settings, kept)}"
        for kept in jobs
    ]


def _page(settings: CareersSettings, head: str, jobs: Sequence[Kept], whole: str, end: str, stop: str) -> str:
    items = "".join(
        f'<li><a href="{html.escape(_job_address(settings, kept))}">{html.escape(kept.job.title)}</a><br>'
        f"{html.escape(f'{kept.job.employer}, {kept.job.place}')}<br>{html.escape(_facts(kept))}</li>"
        for kept in jobs
    )
    told = html.escape(end.partition(" Stop it with one click")[0])
    return (
        f'<p>{html.escape(head)}</p><ul>{items}</ul><p><a href="{html.escape(whole)}">All of them</a></p>'
        f'<p>{told} <a href="{html.escape(stop)}">Stop it with one click</a>.</p>'
    )


def _facts(kept: Kept) -> str:
    parts = (pay_told(kept.job.pay), ", ".join(kept.job.credentials), f"posted {kept.job.posted}")
    return " · ".join(part for part in parts if part)


def _job_address(settings: CareersSettings, kept: Kept) -> str:
    return f"{settings.address}/careers/jobs/{kept.number}"
