"""Ranking, as pure functions: one row per record, and weighted reciprocal rank fusion of several lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.retrieval import Hit

# The usual constant of reciprocal rank fusion: small enough that rank 1 counts, large enough that it does not rule.
RANK_CONSTANT = 60

# On 1,000 held-out ICD-10-CM inclusion terms equal weights rank below dense search alone; at half weight the lexical
# list only breaks near-ties and rescues rare words (shared measurements: docs/adr/0004-search.md).
DENSE_WEIGHT = 1.0
LEXICAL_WEIGHT = 0.5


def best_per_record(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of every record, in order: a code found by three synonyms is one result."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.key, hit)
    return list(best.values())


def fuse(lists: Sequence[tuple[float, Sequence[Hit]]], limit: int) -> list[Hit]:
    """Weighted reciprocal rank fusion of (weight, hits best first); ties keep the order of the first list.

    The fused hit keeps the text and similarity of the first list that found it; ``score`` is the fused score.
    """
    scores: dict[str, float] = {}
    found: dict[str, Hit] = {}
    for weight, hits in lists:
        for rank, hit in enumerate(best_per_record(hits), start=1):
            scores[hit.key] = scores.get(hit.key, 0.0) + weight / (RANK_CONSTANT + rank)
            found.setdefault(hit.key, hit)
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)[:limit]
    return [Hit(key, found[key].text, scores[key], found[key].similarity) for key in ordered]
