"""One passage of a user's own document, chosen for a question."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.editions import Edition


@dataclass(frozen=True, slots=True)
class OwnPassage:
    """What a document says: ``lines`` with the number of the evidence each is from; none where no document of
    its payer speaks of it.

    ``named`` is True where the question names its payer or title, ``first`` where it answers before Medicare's rule.
    ``versions`` are all versions of the document, the one that was chosen among them; ``covers`` says whether the
    chosen one is in force on the date of service. ``sure`` is False where the order of the page is a guess.
    """

    edition: Edition
    payer: str
    lines: tuple[tuple[str, int], ...]
    named: bool
    first: bool
    versions: tuple[Edition, ...]
    covers: bool
    sure: bool = True
