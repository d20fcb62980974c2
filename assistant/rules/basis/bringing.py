"""What brings a table that is not loaded: the remedy that stands beside "I don't have that". Pure."""

from __future__ import annotations

from functools import cache

from corpus.addresses import read_addresses
from corpus.relations import Table


@cache
def brings(table: Table | str) -> str:
    """The command that brings an edition of a table."""
    for address in read_addresses().values():
        if table in address.tables:
            return f"`python -m ingest fetch {address.name}`"
    return "download the publisher's file, then `python -m ingest add FILE`"


def not_here(table: Table) -> str:
    """Why a table that is missing decides nothing, and what brings it."""
    return f"A table that is not here says nothing, for or against. To bring it: {brings(table)}."
