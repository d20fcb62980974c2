"""Bytes of a mail -> ``Incoming``: all that the desk needs of it, with limits, and never an error.

incoming = read_mail(raw)
incoming.words      # what is asked, without quotes, signature and notices
incoming.problem    # one sentence where it can't be read, with the remedy
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from corpus.mentions import find_codes
from desk.mail.reading.headers import addresses_of, base_subject, ids_of, text_of
from desk.mail.reading.newest import Newest, newest
from desk.mail.reading.parts import MOST_DEPTH, MOST_PARTS, Attached, Parts, TooManyParts, parts_of

LARGEST_MAIL = 10_000_000  # bytes
# Each part within parts has a field of its own: counted before the mail is taken apart, which goes as deep as they do.
_MOST_NESTED = 200

TOO_LARGE = (
    f"Your mail is larger than {LARGEST_MAIL // 1_000_000} MB and was not read; send the question without the large "
    "attachment."
)
TOO_NESTED = (
    f"Your mail has more than {MOST_PARTS} parts, or parts within parts more than {MOST_DEPTH} deep, and was not read; "
    "send the question as plain text."
)
SEALED = (
    "Your mail is encrypted and can't be read here; send the question unencrypted, and without patient identifiers."
)
ONLY_FILES = (
    "Your mail asks nothing in words, and what is attached was not read: {files}. Claims are read from CSV and 837 "
    "files; write other questions into the mail itself."
)
CALENDAR = "That is an invitation, and CasePilot has no calendar; send the question as a mail."


@dataclass(frozen=True, slots=True)
class Incoming:
    """``key`` tells one mail from all others, however often it is fetched. Addresses are in small letters.

    ``words`` is what was typed now; ``whole`` has the quoted text too. ``references`` are message ids, the oldest
    first. ``unread`` says what is attached and was left alone.
    """

    key: str
    message_id: str
    sender: str
    reply_to: str
    subject: str
    is_reply: bool
    references: tuple[str, ...]
    words: str = field(repr=False)
    whole: str = field(repr=False)
    claims: tuple[Attached, ...] = ()
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def digest(self) -> str:
        """That of what is asked: the same for the same words and files."""
        told = hashlib.sha256(" ".join(self.words.split()).encode("utf-8", "replace"))
        for claim in self.claims:
            told.update(claim.data)
        return told.hexdigest()

    def asked(self, *, in_thread: bool) -> tuple[str, bool]:
        """The text of the question, and whether quoted text had to be taken along.

        It is where nothing else holds a code: for somebody who writes "what of this?" over another's mail. In a thread
        of ours, what was said before stands in the conversation.
        """
        if in_thread or not self.whole or _names_code(self.words) or not _names_code(self.whole):
            return self.words, False
        return self.whole, self.whole != self.words


def read_mail(raw: bytes) -> Incoming:
    """All of a mail."""
    if len(raw) > LARGEST_MAIL:
        return _headed(headers_of(raw), raw, problem=TOO_LARGE)
    if raw.lower().count(b"content-type:") > _MOST_NESTED:
        return _headed(headers_of(raw), raw, problem=TOO_NESTED)
    message = message_from_bytes(raw)
    try:
        return _headed(message, raw, parts_of(message))
    except TooManyParts:
        return _headed(message, raw, problem=TOO_NESTED)


def key_of(sender: str, message_id: str) -> str:
    """The key of a mail with a message id, which its sender chose: two senders may have chosen the same."""
    return hashlib.sha256(f"{sender}\0{message_id}".encode("utf-8", "replace")).hexdigest()


def identity_of(raw: bytes) -> tuple[str, str]:
    """The key and the sender of a mail, without reading the rest of it."""
    return _identity(headers_of(raw), raw)


def _identity(message: Message, raw: bytes) -> tuple[str, str]:
    sender = next(iter(addresses_of(message, "From")), "")
    own_id = next(iter(ids_of(message, "Message-ID")), "")
    return (key_of(sender, own_id) if own_id else hashlib.sha256(raw).hexdigest()), sender


def headers_of(raw: bytes) -> Message:
    """The headers alone, of a mail whose body is none of our business."""
    return BytesHeaderParser().parsebytes(raw[:200_000])


def _headed(message: Message, raw: bytes, parts: Parts | None = None, problem: str = "") -> Incoming:
    key, sender = _identity(message, raw)
    subject, replied, forwarded = base_subject(text_of(message, "Subject"))
    references = tuple(dict.fromkeys((*ids_of(message, "References"), *ids_of(message, "In-Reply-To"))))
    is_reply = bool(references) or replied
    found = parts or Parts()
    typed = newest(found.newest, reply=is_reply, forward=forwarded)
    whole = newest(found.text, reply=False, forward=False).whole
    words = _with_subject(typed, subject, is_reply or forwarded)
    return Incoming(
        key=key,
        message_id=next(iter(ids_of(message, "Message-ID")), ""),
        sender=sender,
        reply_to=_reply_to(message, sender),
        subject=subject,
        is_reply=is_reply and not forwarded,
        references=references,
        words=words,
        whole=whole,
        claims=tuple(found.claims),
        unread=tuple(found.unread),
        problem=problem or _unreadable(found, typed, f"{words}\n{whole}"),
    )


def _reply_to(message: Message, sender: str) -> str:
    """Where an answer goes: a Reply-To at the sender's own domain, else the sender. Nobody has others written to."""
    wanted = next(iter(addresses_of(message, "Reply-To")), sender)
    return wanted if wanted.rpartition("@")[2] == sender.rpartition("@")[2] else sender


def _with_subject(typed: Newest, subject: str, continues: bool) -> str:
    """The typed words, under the subject where the question, or a part of it, stands there."""
    if not typed.words:
        return "" if continues else subject
    if continues or not subject:
        return typed.words
    told = {mention.code for mention in find_codes(typed.words)}
    new = any(mention.code not in told for mention in find_codes(subject))
    asks = subject.endswith("?") and "?" not in typed.words
    return f"{subject}\n{typed.words}" if new or asks else typed.words


def _unreadable(parts: Parts, typed: Newest, words: str) -> str:
    """Why a mail isn't asked; ``words`` are all that there are, with the subject where that stands for a question."""
    if parts.sealed:
        return SEALED
    if typed.words or parts.claims:
        return ""
    if parts.calendar:
        return CALENDAR
    asks = "?" in words or _names_code(words)
    return ONLY_FILES.format(files=", ".join(parts.unread)) if parts.unread and not asks else ""


def _names_code(text: str) -> bool:
    return any(mention.certain for mention in find_codes(text))
