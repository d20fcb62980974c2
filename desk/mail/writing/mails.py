"""A mail of ours: headers as RFC 3834 wants them, one Markdown text as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import cache

from markdown_it import MarkdownIt

from assistant.privacy.hiding import kept_words
from desk.mail.clock import moment
from desk.mail.reading.incoming import Incoming
from desk.mail.reading.marked_up import as_text
from desk.mail.store.queue import Outgoing

NAME = "CaseConsultant"
# Tells our own copy also where the server that sends writes a message id of its own.
OWN_NAME = "X-CasePilot-Mail"
# How headers become bytes: a parent's long id must not be broken or encoded, or the thread splits where it is read.
POLICY = SMTP.clone(max_line_length=998)
# How text is encoded: a line of quoted-printable may have 76 signs (RFC 2045), and Python's own policies take 78.
_TEXT_POLICY = SMTP.clone(max_line_length=76)
_FIRST_REFERENCES, _LAST_REFERENCES = 1, 20
_LONGEST_SUBJECT = 200
_NO_SUBJECT = "your question"

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;line-height:1.45;max-width:46em">\n{body}</body></html>\n'
)
_CELLS = (
    ("<table>", '<table style="border-collapse:collapse">'),
    ("<th>", '<th style="text-align:left;border:1px solid #888;padding:2px 8px">'),
    ("<td>", '<td style="border:1px solid #888;padding:2px 8px">'),
)


@dataclass(frozen=True, slots=True)
class Parent:
    """What a mail of ours goes on from: ids in angle brackets, the parent's own last."""

    references: tuple[str, ...]
    subject: str

    @classmethod
    def of(cls, incoming: Incoming) -> Parent:
        own = (incoming.message_id,) if incoming.message_id else ()
        return cls((*incoming.references, *own), incoming.subject)


@dataclass(frozen=True, slots=True)
class Writer:
    """``address`` is ours; message ids are made of its domain."""

    address: str

    def own_id(self, name: str) -> str:
        """The message id of the mail of that id in the queue."""
        return f"<{name}@{self.address.rpartition('@')[2]}>"

    def mail(
        self,
        name: str,
        recipient: str,
        parent: Parent,
        markdown: str,
        now: float,
        *,
        linked: str = "",
        subject: str = "",
        submitted: str = "auto-replied",
    ) -> Outgoing:
        """``markdown`` is what it says, ``linked`` the same with links to pages; ``subject`` begins a thread anew."""
        message = EmailMessage(policy=_TEXT_POLICY)
        message["From"] = formataddr((NAME, self.address))
        message["To"] = recipient
        message["Subject"] = subject or f"Re: {hidden_subject(parent.subject) or _NO_SUBJECT}"
        message["Date"] = format_datetime(moment(now))
        message["Message-ID"] = self.own_id(name)
        references = [one for one in parent.references if one.isascii()]
        if references:
            message["In-Reply-To"] = references[-1]
            message["References"] = " ".join(_shortened(references))
        message["Auto-Submitted"] = submitted
        message[OWN_NAME] = name
        # Exchange asks by it that no absence note be sent.
        message["X-Auto-Response-Suppress"] = "All"
        markup = as_html(linked or markdown)
        message.set_content(f"{as_text(as_html(markdown))}\n", cte="quoted-printable")
        message.add_alternative(_PAGE.format(title=NAME, body=markup), subtype="html", cte="quoted-printable")
        return Outgoing(name, recipient, message.as_bytes(policy=POLICY))


def hidden_subject(subject: str) -> str:
    """A subject without identifiers of persons, in one line."""
    return " ".join(kept_words(subject).split())[:_LONGEST_SUBJECT]


def as_html(markdown: str) -> str:
    """Markdown of ours; HTML in it stays text."""
    markup: str = _markdown().render(markdown)
    for tag, styled in _CELLS:
        markup = markup.replace(tag, styled)
    return markup


def _shortened(references: Sequence[str]) -> list[str]:
    """The beginning and the end of a long thread: what programs sort by."""
    if len(references) <= _FIRST_REFERENCES + _LAST_REFERENCES:
        return list(references)
    return [*references[:_FIRST_REFERENCES], *references[-_LAST_REFERENCES:]]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
