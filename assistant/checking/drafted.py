"""What of a model's draft is shown: each sentence that the evidence carries, that agrees with every verdict and that
says something new. Pure; never raises.

A sentence that is about coding and rests on nothing is not shown; one that forgot its citation, or cites another
passage than the one that says it, gets the one that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Check, CheckKind, Sentence
from assistant.answering.evidence import Evidence
from assistant.checking.carried import carried
from assistant.checking.contradiction import contradicted
from assistant.checking.grounding import ground, is_claim, without_citations
from assistant.checking.likeness import Likeness
from assistant.checking.sentences import Piece, SentenceStream
from assistant.checking.support import adds_to, supporting
from assistant.drafting.prompts import INSTRUCTIONS
from assistant.rules.verdict import Ruling
from corpus.codes import Code

# A model that goes on and on says less with every sentence.
MOST_SENTENCES = 8
MOST_WORDS = 110
# After so many sentences in a row that cannot be shown it goes in circles: small models do, to the end of their room.
MOST_IDLE = 4

_WORD = re.compile(r"\w+")
_RUN = 6
_ADDRESS = re.compile(r"\b(?:https?://|www\.)", re.IGNORECASE)


def tells_instructions(text: str) -> bool:
    """Whether a text repeats so many words of a prompt's instructions in a row that it tells them."""
    words, told = _WORD.findall(text.lower()), " ".join(_WORD.findall(INSTRUCTIONS.lower()))
    return any(" ".join(words[at : at + _RUN]) in told for at in range(len(words) - _RUN + 1))


class DraftCheck:
    """Takes a draft as it comes and gives the sentences that may be shown.

    ``said`` are the sentences above the draft. After the draft: ``contradiction`` is the verdict that a sentence
    contradicted, from where on nothing was taken; ``supported`` how many sentences were given that rest on evidence;
    ``left_out`` what was found in those that were not given.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        allowed: frozenset[Code],
        rulings: Sequence[Ruling],
        said: Iterable[str],
        *,
        likeness: Likeness | None = None,
        checks: bool = True,
    ) -> None:
        """``likeness`` hears what patterns do not.

        ``checks`` False shows everything as it was written: only for measuring what they are worth.
        """
        self.evidence = list(evidence)
        self.contradiction: Ruling | None = None
        self.supported = 0
        self.left_out: list[Check] = []
        self._allowed, self._rulings, self._said = allowed, rulings, list(said)
        self._stream = SentenceStream()
        self._words = 0
        self._idle = 0
        self._checks, self._likeness = checks, likeness
        self._lead_ins: list[Sentence] = []

    @property
    def is_full(self) -> bool:
        """True when no more is taken."""
        if not self._checks:
            return False
        enough = self.supported >= MOST_SENTENCES or self._words >= MOST_WORDS or self._idle >= MOST_IDLE
        return enough or self.contradiction is not None

    def feed(self, delta: str) -> Iterator[Sentence]:
        """Takes more of the draft."""
        yield from self._shown(self._stream.feed(delta))

    def finish(self) -> Iterator[Sentence]:
        """The rest, when the draft has ended."""
        yield from self._shown(self._stream.finish())

    def start_again(self) -> None:
        """Forgets the sentence that was being written: a model that calls a function begins anew."""
        self._stream = SentenceStream()
        self._lead_ins.clear()

    def _shown(self, pieces: Iterable[Piece]) -> Iterator[Sentence]:
        for lead, text in pieces:
            if not self._checks:
                self.supported += 1
                yield Sentence(text, lead)
                continue
            if self.is_full:
                return
            sentence = ground(lead, text, self.evidence, self._allowed)
            if not is_claim(lead, sentence.text):
                if sentence.text.rstrip("* ").endswith(":"):
                    self._lead_ins = [sentence]  # shown with the first item below it, or not at all
                continue
            if ruling := contradicted(without_citations(sentence.text), self._rulings, self._likeness):
                self.contradiction = ruling
                self.left_out.append(Check(CheckKind.CONTRADICTED, ruling.verdict.key))
                return
            kept = self._supported(sentence)
            self._idle = 0 if kept is not None else self._idle + 1
            if kept is not None:
                yield from (*self._lead_ins, kept)
                self._lead_ins = []

    def _supported(self, sentence: Sentence) -> Sentence | None:
        """The sentence with what it rests on; None where it rests on nothing or says nothing new."""
        bare = without_citations(sentence.text)
        struck = [check for check in sentence.checks if check.kind is CheckKind.CODE_STRUCK]
        if struck or _ADDRESS.search(bare) or tells_instructions(bare):
            self.left_out += struck or [Check(CheckKind.UNSUPPORTED, "it names an address or tells its instructions")]
            return None
        if any(check.kind in (CheckKind.UNCITED, CheckKind.UNSUPPORTED) for check in sentence.checks):
            found = supporting(bare, self.evidence, self._allowed)
            if found is None:
                self.left_out += sentence.checks
                return None
            text = f"{bare.rstrip()} [{found.number}]"
            sentence = Sentence(text, sentence.lead, (found.number,))
        if not carried(bare, [item for item in self.evidence if item.number in sentence.citations]):
            self.left_out.append(Check(CheckKind.UNSUPPORTED, "no one place of the cited source says it"))
            return None
        if not adds_to(bare, self._said):
            return None
        self._said.append(bare)
        self.supported += 1
        self._words += len(bare.split())
        return replace(sentence, checks=tuple(c for c in sentence.checks if c.kind is CheckKind.CITATION_REMOVED))
