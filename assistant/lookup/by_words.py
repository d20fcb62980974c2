"""What words find: the hybrid search, with what people say for a procedure read as its text says it. Blocking I/O."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.lookup.found import Wanted
from assistant.lookup.further import CDT, ICD9CM
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.words.spoken import readings
from corpus.codes import CodeSystem

# ICD-10-PCS titles are made of the same few words: beside other systems they would fill a list.
_DAMPING = {CodeSystem.ICD10PCS.value: 0.6}
# Words find by likeness: what comes behind so many is like nothing that was asked for.
_MOST_BY_WORDS = 40
# Fewer letters than these of a query in a text: it shares pieces of words by accident.
_LEAST_COVERAGE = 0.12
# Nothing found scores as much: no text is near to all that was typed. Of 508 eval cases 47 find nothing nearer, of 60
# that ask for what is not there 55.
WEAK = 0.72
# While someone types, of each reading the procedure whose title it is.
_OF_A_READING = 1
# Where a procedure was told in so many words, the disease that they name too comes behind the procedures.
_TOLD_PENALTY = 0.5
_PCS_ALONE = (CodeSystem.ICD10PCS.value,)
_PROCEDURES = (CodeSystem.CPT.value, CodeSystem.HCPCS.value)
_DIAGNOSES = f"{CodeSystem.ICD10CM.value}:"


def typed_hits(lexical: LexicalRetriever, wanted: Wanted, limit: int) -> list[Hit]:
    """The first hits while someone types, by letters alone."""
    weights = {place: _DAMPING.get(place, 1.0) for place in wanted.searched}
    procedures = {place: weight for place, weight in weights.items() if place in _PROCEDURES}
    told = [
        hit for text in readings(wanted.text) for hit in lexical.best(text, procedures, _OF_A_READING, _LEAST_COVERAGE)
    ]
    return _once([*told, *lexical.best(wanted.text, weights, limit, _LEAST_COVERAGE)])[:limit]


def found_hits(retriever: Retriever, lexical: LexicalRetriever, wanted: Wanted, limit: int) -> list[Hit]:
    """What the hybrid search finds, and of ICD-10-PCS, which has no vectors, what letters find."""
    limit = min(limit, _MOST_BY_WORDS)
    places = [place for place in wanted.searched if place not in (CodeSystem.ICD10PCS.value, CDT, ICD9CM)]
    hits = search_across(retriever, wanted.text, places, limit)
    if told := readings(wanted.text):
        hits = _with_told(hits, [hit for text in told for hit in search_across(retriever, text, places, limit)])[:limit]
    if CodeSystem.ICD10PCS.value in wanted.searched:
        room = limit if wanted.searched == _PCS_ALONE else max(limit - len(hits), limit // 4)
        hits += lexical.search(wanted.text, CodeSystem.ICD10PCS.value, room)
    return hits


def is_weak(hits: Sequence[Hit], wanted: Wanted) -> bool:
    """Whether codes were found, and none is near to all of the words; letters alone tell that of ICD-10-PCS only."""
    codes = [hit for hit in hits if "#" not in hit.key]
    if not codes or wanted.searched == _PCS_ALONE:
        return False
    return max((hit.score for hit in codes if hit.similarity is not None), default=0.0) < WEAK


def _with_told(hits: list[Hit], told: list[Hit]) -> list[Hit]:
    """Both in one order, each record once by its better score, diagnoses behind the procedures that were told."""
    procedures = [hit for hit in told if not hit.key.startswith(_DIAGNOSES) and "#" not in hit.key]

    def score(hit: Hit) -> float:
        return hit.score - _TOLD_PENALTY * hit.key.startswith(_DIAGNOSES)

    return _once(sorted([*procedures, *hits], key=score, reverse=True))


def _once(hits: Sequence[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.key, hit)
    return list(best.values())
