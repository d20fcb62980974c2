"""Which published table a short message asks for by its name: "ASC payment indicator of 66984". Pure."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from assistant.understand.circumstances.states import zip_in
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from corpus.relations import Table

_VOCABULARY = Path(__file__).with_name("tables.yaml")
_TABLES = {
    "asc": Table.ASC,
    "anesthesia_factor": Table.ANESTHESIA_FACTORS,
    "anesthesia_units": Table.ANESTHESIA_UNITS,
    "laboratory_fees": Table.LABORATORY,
    "ndc": Table.ASP_CROSSWALK,
    "asp_prices": Table.ASP_PRICES,
    "equipment": Table.EQUIPMENT,
    "opps": Table.OPPS,
    "families": Table.FAMILIES,
    "zip_codes": Table.ZIP_CODES,
}
# A longer message tells a case, in which such words may stand without being asked for.
_MOST_WORDS = 14
_NUMBER = re.compile(r"(?<![\w.-])\d{1,4}(?![\w.-])")


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"tables": _VOCABULARY}))


def table_asked(text: str) -> Table | None:
    """The table that a short message asks for by name; None where it asks for none, or tells a case."""
    if len(text.split()) > _MOST_WORDS:
        return None
    found = {mention.concept.removeprefix("tables.") for mention in _lexicon().mentions(tokens_of(text))}
    named = next((name for name in _TABLES if name in found), None)
    if named is None or "told" in found:
        return None
    if named == "zip_codes":
        return Table.ZIP_CODES if zip_in(text) else None  # of a town or a state the indices tell it
    # "Base units 5, 60 minutes" is a case with its figures; "base units for 00400" asks for them.
    return None if named == "anesthesia_units" and _NUMBER.search(text) else _TABLES[named]
