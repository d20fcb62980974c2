"""One ranked list over several collections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval import Hit, Retriever

# A word of policy asks for a rule rather than a code. Two of them are as sure a sign as three.
POLICY_BONUS = 0.15
_MOST_POLICY_WORDS = 2
_POLICY = re.compile(
    r"\b(?:can|when|who|how|which|should|does|do|must|may|is|are|rules?|guidelines?|bill|billed|billing|report|medicare"
    r"|modifier|denied|counts?|covered?|payer)\b",
    re.IGNORECASE,
)


def search_across(retriever: Retriever, query: str, collections: Sequence[str], limit: int) -> list[Hit]:
    """The best hits of all collections, at most ``limit``, by score; the retriever's scores must be absolute.

    Sections of guidelines go before codes as near as they when the query is worded as a question of policy.
    """
    bonus = POLICY_BONUS * min(len(_POLICY.findall(query)), _MOST_POLICY_WORDS)
    hits = [hit for collection in collections for hit in retriever.search(query, collection, limit)]
    return sorted(hits, key=lambda hit: (-hit.score - bonus * ("#" in hit.key), hit.key))[:limit]
