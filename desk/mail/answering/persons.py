"""Questions that a person looks at: passed on with a reference, and the person's reply back into the thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.markdown import as_markdown
from assistant.privacy.hiding import kept_words
from desk.mail.reading.incoming import Incoming
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Came, Outgoing, Received, Settled
from desk.mail.store.threads import Threads
from desk.mail.writing.mails import Parent, Writer
from desk.mail.writing.words import FOR_A_PERSON, FROM_A_PERSON

ANSWER, FORWARD, PERSON = "answer", "forward", "person"
_REFERENCE_LETTERS = 10
_REFERENCE = re.compile(r"\[CP-(?P<reference>[0-9a-fA-F]{10})\]")


def reference_of(key: str) -> str:
    """What a person and an asker call a question by."""
    return f"CP-{key[:_REFERENCE_LETTERS].upper()}"


@dataclass(frozen=True, slots=True)
class Persons:
    """Without a person in the settings nothing is passed on, and nobody's reply is taken for one."""

    settings: MailSettings
    threads: Threads
    writer: Writer

    def forwarded(self, received: Received, question: str, told: str, now: float) -> Outgoing:
        """The mail to the person: the question without identifiers, and what was answered."""
        reference = reference_of(received.key)
        asked = "\n".join(f"> {as_markdown(line)}" for line in kept_words(question).splitlines())
        markdown = f"{FOR_A_PERSON}\n\n**{reference}**\n\n{asked}\n\nAnswered so far:\n\n{told}"
        return self.writer.mail(
            f"{FORWARD}.{received.key}",
            self.settings.person,
            Parent((), ""),
            markdown,
            now,
            subject=f"[{reference}] A question by mail",
            submitted="auto-generated",
        )

    def reply(self, received: Received, incoming: Incoming, now: float) -> Settled | None:
        """What becomes of a mail by the person; None where it is no reply to a question that was passed on."""
        if not self.settings.person or incoming.sender != self.settings.person:
            return None
        key = self._passed_on(incoming)
        thread = self.threads.of_mail(key) if key else None
        if key is None or thread is None:
            return None
        if not incoming.words:
            return Settled(Came.REFUSED, "a person's reply without words")
        reference = reference_of(key)
        markdown = f"{as_markdown(incoming.words)}\n\n*{FROM_A_PERSON.format(reference=reference)}*"
        parent = Parent((self.writer.own_id(f"{ANSWER}.{key}"),), thread.subject)
        sent = self.writer.mail(f"{PERSON}.{received.key}", thread.sender, parent, markdown, now)
        return Settled(Came.ANSWERED, outgoing=(sent,))

    def _passed_on(self, incoming: Incoming) -> str | None:
        """The key of the question that a reply is about: by the ids that it names, else by its subject."""
        for one in reversed(incoming.references):
            if one.startswith(f"<{FORWARD}.") and (key := self.threads.own_key(one)):
                return key
        found = _REFERENCE.search(incoming.subject)
        return self.threads.key_of_reference(found["reference"]) if found else None
