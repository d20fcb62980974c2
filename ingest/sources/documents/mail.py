"""A mail that was saved as a file (EML): its subject, sender and day, and its text. Attachments are named, not read."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

from corpus.errors import SourceError
from ingest.sources import SourceFile
from ingest.sources.documents.html import Page
from ingest.sources.documents.prose import paragraphs

# A charset that no program knows is read as the one whose every byte is a letter.
_FALLBACK = "cp1252"


class Mail:
    """An opened mail: ``title`` is its subject; lines of its text; notes of what was left out."""

    def __init__(self, file: SourceFile) -> None:
        """Raises SourceError for a mail whose text cannot be taken out."""
        with file.open() as stream:
            message = email.message_from_binary_file(stream, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self._message = message
        self._page: Page | None = None
        self.title = " ".join(str(message["Subject"] or "").split())
        try:
            self._lines = self._read()
        except (ValueError, KeyError, LookupError, AttributeError) as error:
            raise SourceError(
                f"{file.name}: the mail cannot be taken apart ({error}); save its text as HTML or PDF and add that."
            ) from error

    def lines(self) -> list[str]:
        return self._lines

    def notes(self) -> Iterator[str]:
        if self._page is not None:
            yield from self._page.notes()
        for part in self._message.walk():
            if part.is_attachment() or part.get_content_maintype() not in ("text", "multipart"):
                name = part.get_filename() or f"without a name ({part.get_content_type()})"
                yield f"The attachment {name} was not read: save it and add it as a file of its own."

    def _read(self) -> list[str]:
        said = [f"{name}: {self._message[name]}" for name in ("From", "Date") if self._message[name]]
        texts = [part for part in self._message.walk() if part.get_content_maintype() == "text"]
        texts = [part for part in texts if not part.is_attachment()]
        page = next((part for part in texts if part.get_content_subtype() == "html"), None)
        plain = "\n".join(_text(part) for part in texts if part.get_content_subtype() == "plain")
        if page is not None:
            self._page = Page(_text(page))
            if lines := self._page.lines():
                return [*said, *lines]
        return [*said, *paragraphs(plain.splitlines())] if plain.strip() else []


def _text(part: EmailMessage) -> str:
    """A part as text, in the charset that it states where there is such a one."""
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode(_FALLBACK, errors="replace")
