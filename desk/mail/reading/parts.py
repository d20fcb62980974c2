"""The parts of a mail: the text that was typed, the claims that are attached, what else is and stays unread."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePath

from desk.mail.reading.flowed import unflowed
from desk.mail.reading.headers import decoded
from desk.mail.reading.marked_up import as_text, newest_text

MOST_PARTS, MOST_DEPTH = 100, 10
# Of one part: a question has 8,000 at most, and what is quoted under it adds up in a long thread.
_MOST_CHARACTERS = 200_000
LARGEST_CLAIM = 5_000_000  # bytes; as much as the claim tool takes
_CLAIM_ENDINGS = (".csv", ".837", ".837p", ".837i", ".835", ".edi", ".x12")
# Signatures and second looks that programs attach beside the text.
_BESIDE = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "text/x-amp-html",
)
_BEGINS_X12 = b"ISA"


@dataclass(frozen=True, slots=True)
class Attached:
    """A claim file as it came."""

    name: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Parts:
    """``newest`` is the text without what the program marks as quoted in HTML; ``unread`` names what was left alone."""

    text: str = ""
    newest: str = ""
    claims: list[Attached] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    sealed: bool = False  # encrypted: nothing can be read
    calendar: bool = False


class TooManyParts(Exception):
    """Deeper or more than any mail program makes."""


def parts_of(message: Message) -> Parts:
    """Raises TooManyParts."""
    parts = Parts()
    texts: list[tuple[str, str]] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = decoded(part.get_filename() or "")
        attached = part.get_content_disposition() == "attachment" or bool(name)
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"):
            parts.sealed = True
        elif kind == "text/calendar":
            parts.calendar = True
        elif kind in ("text/plain", "text/html") and not attached:
            texts.append(_typed(part, kind))
        elif (claim := _claim(part, kind, name)) is not None:
            parts.claims.append(claim)
        elif kind not in _BESIDE and not _is_inline_picture(part, kind):
            parts.unread.append(_named(kind, name))
    parts.text = "\n\n".join(whole for whole, _ in texts if whole.strip())
    parts.newest = "\n\n".join(typed for _, typed in texts if typed.strip())
    return parts


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in their order; of alternatives the plain text where it says anything."""
    for count, part in enumerate(_walked(message, depth)):
        if count >= MOST_PARTS:
            raise TooManyParts
        yield part


def _walked(message: Message, depth: int) -> Iterator[Message]:
    if depth > MOST_DEPTH:
        raise TooManyParts
    if message.get_content_maintype() == "message":  # a mail inside of the mail is an attachment
        yield message
        return
    if not message.is_multipart():
        yield message
        return
    children = [child for child in message.get_payload() if isinstance(child, Message)]
    leaves = (leaf for child in children for leaf in _walked(child, depth + 1))
    yield from _best(list(leaves)) if message.get_content_subtype() == "alternative" else leaves


def _best(alternatives: list[Message]) -> list[Message]:
    """One text, the plain one where it has words (an empty one before the HTML is common), and what is no text."""
    texts = [part for part in alternatives if part.get_content_type() in ("text/plain", "text/html")]
    plain = [part for part in texts if part.get_content_type() == "text/plain" and _text(part).strip()]
    marked = [part for part in texts if part.get_content_type() == "text/html"]
    return [*(plain or marked)[:1], *(part for part in alternatives if part not in texts)]


def _typed(part: Message, kind: str) -> tuple[str, str]:
    """The whole text of a part, and what the program doesn't mark as quoted."""
    text = _text(part)[:_MOST_CHARACTERS]
    if kind == "text/html":
        return as_text(text), newest_text(text)
    if str(part.get_param("format", "")).casefold() == "flowed":
        text = unflowed(text, delete_space=str(part.get_param("delsp", "")).casefold() == "yes")
    return text, text


def _text(part: Message) -> str:
    """Its characters: by its charset, or by the two that come under a missing or a wrong name."""
    data = _bytes(part)
    for charset in (str(part.get_content_charset("utf-8")), "utf-8"):
        # Registered names that Python doesn't know are a LookupError, and some codecs raise a ValueError of their own.
        with contextlib.suppress(LookupError, ValueError):
            return data.decode(charset)
    return data.decode("cp1252", "replace")


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _claim(part: Message, kind: str, name: str) -> Attached | None:
    ending = PurePath(name.casefold()).suffix
    if kind.startswith(("multipart/", "message/")):
        return None
    data = _bytes(part)
    is_claim = ending in _CLAIM_ENDINGS or kind == "text/csv" or data.lstrip()[:3] == _BEGINS_X12
    if not is_claim or len(data) > LARGEST_CLAIM:
        return None
    return Attached(name or "the attachment", data)


def _is_inline_picture(part: Message, kind: str) -> bool:
    return kind.startswith("image/") and (part.get_content_disposition() == "inline" or "content-id" in part)


def _named(kind: str, name: str) -> str:
    """What an attachment is: by the end of its name, since a name may be that of a patient."""
    if kind.startswith("message/"):
        return "an attached mail"
    ending = PurePath(name).suffix.strip(".").upper()
    return f"a file of type {ending}" if 1 < len(ending) <= 5 and ending.isalnum() else "a file of no known type"
