"""One ranked list over several collections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.retrieval import Hit, Retriever
from corpus.codes import CodeSystem

# A word of policy asks for a rule rather than a code. Two of them are as sure a sign as three.
POLICY_BONUS = 0.15
_MOST_POLICY_WORDS = 2
_POLICY = frozenset(
    "can when who how which should does do must may is are rule rules guideline guidelines bill billed billing report "
    "medicare modifier denied count counts cover covered payer".split()
)
_WORD = re.compile(r"\w+")

# A word for what was done asks for a procedure: the diagnosis that was treated, and Z codes of such encounters, are
# told by the same words. On the tuning part procedures went from 0.93 to 0.99 (recall at 10), nothing else moved.
ACTION_PENALTY = 0.15
_ACTIONS = frozenset(
    "remove removed removal removing inject injected injection injections injecting place placed "
    "placement placing insert inserted insertion inserting repair repaired repairing drain drained "
    "drainage draining excise excised excision excising biopsy biopsies biopsied scope scopes shave "
    "shaved shaving froze frozen freeze freezing shot shots infusion infusions xray xrays ct mri "
    "ultrasound ultrasounds echo ekg ecg film films view views panel culture cultures vaccine "
    "vaccines delivery delivered implant implanted implantation replace replaced replacement fixation "
    "cast splint stitch stitched stitches stent stented stents ablated ablation block band banded "
    "banding flush flushed flushing needle tap tapped reading interpretation".split()
)
_ACTION_STEMS = ("laparoscop", "arthroscop", "endoscop")
_TAKING = frozenset("took take taken taking came got pulled clean cleaned cut".split())
_OUT = frozenset(["out"])
_CUT_AWAY = frozenset("away off out".split())

_DIAGNOSES = f"{CodeSystem.ICD10CM.value}:"


def search_across(retriever: Retriever, query: str, collections: Sequence[str], limit: int) -> list[Hit]:
    """The best hits of all collections, at most ``limit``, by score; the retriever's scores must be absolute.

    Sections of guidelines go before codes as near as they when the query is worded as a question of policy, and
    procedures before diagnoses when it says what was done.
    """
    words = _WORD.findall(query.lower())
    bonus = POLICY_BONUS * min(sum(word in _POLICY for word in words), _MOST_POLICY_WORDS)
    penalty = ACTION_PENALTY if _says_an_action(words) else 0.0
    hits = [hit for collection in collections for hit in retriever.search(query, collection, limit)]

    def order(hit: Hit) -> tuple[float, str]:
        is_section, is_diagnosis = "#" in hit.key, hit.key.startswith(_DIAGNOSES)
        return -hit.score - bonus * is_section + penalty * is_diagnosis, hit.key

    return sorted(hits, key=order)[:limit]


def _says_an_action(words: Sequence[str]) -> bool:
    """ "Removed", "ultrasound", "took it out", "cut off", "x-ray"."""
    for place, word in enumerate(words):
        ahead = words[place + 1 : place + 3]
        if word in _ACTIONS or word.startswith(_ACTION_STEMS) or (word == "x" and ahead[:1] in (["ray"], ["rays"])):
            return True
        if word in _TAKING and (_OUT.intersection(ahead) if word != "cut" else _CUT_AWAY.intersection(ahead[:1])):
            return True
    return False
