"""Headers as text: decoded, unfolded, never raising, whatever stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from desk.mail.reading.wording import words

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3: a path has 256 octets, two of them its brackets
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)*[\w-]{1,63}", re.ASCII)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_PREFIX = re.compile(r"\s*(?:\[(?:external|ext)\]\s*)?(?P<word>[A-Za-z]{1,5})(?:\[\d+\])?\s?:\s*", re.IGNORECASE)
# More than any program writes; each is looked up.
_MOST_REFERENCES = 50


def text_of(message: Message, name: str) -> str:
    """A header in one line; "" where there is none."""
    found = message.get(name)
    return decoded(found) if found is not None else ""


def texts_of(message: Message, name: str) -> tuple[str, ...]:
    """Every header of that name, the topmost first."""
    return tuple(map(decoded, message.get_all(name) or ()))


def decoded(value: object) -> str:
    """Encoded words as what they say; what can't be decoded stays as it was written."""
    written = " ".join(str(value).split())
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        return written
    return " ".join("".join(_part(part, charset) for part, charset in parts).split())


def _part(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "ascii", "replace")
    except LookupError:
        return part.decode("latin-1")


def addresses_of(message: Message, name: str) -> tuple[str, ...]:
    """The addresses of a header in small letters, those that are whole."""
    # The names are decoded after the addresses were taken out: an encoded name may hold a comma or another's address.
    written = [" ".join(str(value).split()) for value in message.get_all(name) or ()]
    return tuple(address.casefold() for _, address in getaddresses(written) if is_address(address))


def is_address(text: str) -> bool:
    """Whether it is an address that mail can be sent to, and nothing else."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def ids_of(message: Message, name: str) -> tuple[str, ...]:
    """The message ids of a header, in angle brackets, in their order."""
    found = _MESSAGE_ID.findall(text_of(message, name))
    return tuple(dict.fromkeys(found))[-_MOST_REFERENCES:]


def base_subject(subject: str) -> tuple[str, bool, bool]:
    """A subject without the marks of replies and forwards before it; whether it had those of a reply, of a forward."""
    replied = forwarded = False
    left = subject
    while (word := _prefix(left)) is not None:
        text, end = word
        replied, forwarded = replied or text in words("replies"), forwarded or text in words("forwards")
        left = left[end:]
    return left.strip(), replied, forwarded


def _prefix(subject: str) -> tuple[str, int] | None:
    found = _PREFIX.match(subject)
    if found is None or found["word"].casefold() not in (*words("replies"), *words("forwards")):
        return None
    return found["word"].casefold(), found.end()


def parameters_of(field: str) -> Iterator[str]:
    """The parts of a structured field between semicolons that stand in no quotes and no comment."""
    part: list[str] = []
    quoted, depth = False, 0
    for letter in field:
        if letter == '"' and not depth:
            quoted = not quoted
        elif not quoted and letter == "(":
            depth += 1
        elif not quoted and letter == ")" and depth:
            depth -= 1
        elif letter == ";" and not quoted and not depth:
            yield "".join(part).strip()
            part = []
        elif not depth:
            part.append(letter)
    yield "".join(part).strip()
