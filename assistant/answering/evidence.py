"""Numbered evidence for one question: the only things an answer may say, each citable as [n]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.answer import Citation
from corpus.codes import Code
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef

# The same passages are evidence again and again, and the same lines in different ones; each is read once.
_PASSAGES_KEPT, _LINES_KEPT = 4_096, 16_384


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    CODE = "code"  # a code's record
    TABLE = "table"  # what a publisher's table says of a code
    CLAIM = "claim"  # what the user pasted, as it was read
    GUIDELINE = "guideline"  # a section of a guideline document
    VERDICT = "verdict"  # the outcome of a rule on the loaded tables


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered piece of evidence.

    ``number`` counts from 1 within one question and is what ``[n]`` in an answer points to. ``text`` is the exact
    passage shown to the model and in the side panel. ``given`` are codes it establishes beside those it names.
    ``reference`` is what it was added under: a code's key, a section's key, the key of a verdict.
    """

    number: int
    kind: EvidenceKind
    title: str
    text: str
    edition_id: str
    edition: str
    locator: str
    given: frozenset[Code] = frozenset()
    reference: str = ""

    @property
    def codes(self) -> frozenset[Code]:
        """The codes it establishes: every one that its title or text names, and those that were given with it."""
        return self.given | codes_in(f"{self.title}\n{self.text}")

    @property
    def citation(self) -> Citation:
        """As an answer cites it."""
        section = self.reference if self.kind is EvidenceKind.GUIDELINE else ""
        return Citation(self.number, self.title, self.edition, self.locator, self.text, self.edition_id, section)


class EvidenceBook:
    """Collects evidence for one question and numbers it in the order it came; the same reference is kept once."""

    def __init__(self, editions: Mapping[str, Edition]) -> None:
        self._editions = editions
        self._numbers: dict[str, int] = {}
        self._evidence: list[Evidence] = []
        # Documents that are told apart, or hold for other days: search does not bring them up again.
        self.left_aside: frozenset[str] = frozenset()

    def add(
        self,
        reference: str,
        kind: EvidenceKind,
        title: str,
        text: str,
        source: SourceRef,
        *codes: Code,
        edition_title: str | None = None,
    ) -> int:
        """Adds a passage under a reference (a code key, "ptp:..." ...) and gives its number.

        Every code found in title or text counts as established by it, and so do the ``codes`` given. ``edition_title``
        stands for the edition of a passage that has none: a table that is not loaded.
        """
        if reference not in self._numbers:
            self._numbers[reference] = len(self._evidence) + 1
            title_of = edition_title or self._editions[source.edition_id].title
            self._evidence.append(
                Evidence(
                    number=self._numbers[reference],
                    kind=kind,
                    title=title,
                    text=text,
                    edition_id=source.edition_id,
                    edition=title_of,
                    locator=source.locator,
                    given=frozenset(codes),
                    reference=reference,
                )
            )
        return self._numbers[reference]

    @property
    def editions(self) -> Mapping[str, Edition]:
        """The editions of the knowledge base, by id."""
        return self._editions

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(self._evidence)

    @property
    def numbers(self) -> dict[str, int]:
        return dict(self._numbers)


@lru_cache(maxsize=_PASSAGES_KEPT)
def codes_in(text: str) -> frozenset[Code]:
    """Every code a passage may be said to name, in every reading. A line names its codes by itself."""
    return frozenset().union(*map(_codes_in_line, text.split("\n")))


@lru_cache(maxsize=_LINES_KEPT)
def _codes_in_line(line: str) -> frozenset[Code]:
    return frozenset(
        code
        for mention in find_codes(line)
        for code in (mention.code, *mention.alternatives, *mention.modifiers, mention.through)
        if code is not None
    )
