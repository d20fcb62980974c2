"""Questions of what is loaded: "which editions are loaded?", "is your MUE current?". Pure.

Meaning by the words of ``shelf.yaml``; a message that names a code, or tells a case, asks for something else.
"""

from __future__ import annotations

import functools
from pathlib import Path

from assistant.understand.form.listing_request import ListingRequest, Subject, Wanted
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from corpus.relations import MUE_TABLES, PTP_TABLES, Table

_VOCABULARY = Path(__file__).with_name("shelf.yaml")
_TABLES: dict[str, tuple[Table, ...]] = {
    "add_on": (Table.ADD_ON,),
    "ptp": tuple(PTP_TABLES.values()),
    "mue": tuple(MUE_TABLES.values()),
    "fee_schedule": (Table.FEE_SCHEDULE, Table.FEE_SCHEDULE_QPP),
    "gpci": (Table.GPCI,),
    "hcpcs": (Table.HCPCS,),
    "opps": (Table.OPPS,),
    "icd10cm": (Table.ICD10CM, Table.ICD10CM_CODES, Table.ICD10CM_CHANGES, Table.ICD10CM_INDEX),
    "icd10pcs": (Table.ICD10PCS_CODES, Table.ICD10PCS_TABLES, Table.ICD10PCS_DEFINITIONS, Table.ICD10PCS_INDEX),
    "cpt": (Table.DESCRIPTORS, Table.FEE_SCHEDULE),
    "coverage": (Table.COVERAGE,),
    "asp": (Table.ASP_CROSSWALK, Table.ASP_PRICES),
    "asc": (Table.ASC,),
    "laboratory": (Table.LABORATORY,),
    "anesthesia": (Table.ANESTHESIA_UNITS, Table.ANESTHESIA_FACTORS),
    "equipment": (Table.EQUIPMENT, Table.RURAL_ZIPS),
    "zip": (Table.ZIP_CODES,),
    "telehealth": (Table.TELEHEALTH,),
    "poa": (Table.POA_EXEMPT,),
    "hcc": (Table.RISK_CATEGORIES,),
    "icd9": (Table.ICD9_FORWARD, Table.ICD9_BACKWARD, Table.ICD9_MAP),
    "families": (Table.FAMILIES,),
}
# A longer message tells a case, in which such words may stand without being asked for.
_MOST_WORDS = 12
CURRENT = "current"
# What a question of yes or no begins with.
_CLOSED = frozenset("is are do does have has".split())


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"shelf": _VOCABULARY}))


def shelf_asked(text: str) -> ListingRequest | None:
    """The tables whose editions a short message asks for, none named for all of them; None where it asks for none.

    ``name`` is "current" where it asks for a yes or no, whether they are of today or of the day that is named.
    """
    words = text.lower().split()
    if not words or len(words) > _MOST_WORDS:
        return None
    found = {mention.concept.removeprefix("shelf.") for mention in _lexicon().mentions(tokens_of(text))}
    named = [name for name in _TABLES if name in found]
    is_current = {CURRENT, "here"} <= found
    is_loaded = "loaded" in found and "something_else" not in found
    if not (is_loaded or is_current) or not (named or "everything" in found):
        return None
    tables = tuple(dict.fromkeys(table for name in named for table in _TABLES[name]))
    closed = "covers" in found or (is_current and words[0] in _CLOSED)
    return ListingRequest(Wanted.LIST, Subject.EDITIONS, name=CURRENT if closed else "", tables=tables)
