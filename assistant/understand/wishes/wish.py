"""What may be wanted of the codes, the case or the topic of a message."""

from __future__ import annotations

from enum import StrEnum


class Wish(StrEnum):
    """One thing wanted; ``corpus/meaning/intents.yaml`` has examples of each, apart from SEARCH, CLAIM and TABLE."""

    DESCRIBE = "describe"
    PRIMARY_OF = "primary_of"
    ADD_ONS_OF = "add_ons_of"
    ADD_ON_STATUS = "add_on_status"
    ALONE = "alone"
    TOGETHER = "together"
    UNITS = "units"
    DOCUMENTATION = "documentation"
    DIFFERENCE = "difference"
    BILLABLE = "billable"
    NOTES = "notes"
    FACTS = "facts"
    MODIFIER = "modifier"
    TIME = "time"
    COUNT = "count"
    PAYMENT = "payment"
    COVERAGE = "coverage"
    ORDER = "order"
    RIGHT = "right"
    WHICH_CODE = "which_code"
    DENIED = "denied"
    LIST = "list"
    CROSSWALK = "crosswalk"
    GUIDELINE = "guideline"
    GREETING = "greeting"
    SEARCH = "search"  # a topic, and nothing said of what is wanted of it
    CLAIM = "claim"  # a pasted claim
    TABLE = "table"  # what a published table has, asked for by the table's name or an NDC
    # Names of the first house, for modules that still say them.
    ADDITIONAL = "count"
    FIND = "which_code"
    LISTING = "list"


TOPIC_WISHES = frozenset({Wish.WHICH_CODE, Wish.GUIDELINE, Wish.SEARCH, Wish.GREETING, Wish.LIST})
CODE_WISHES = frozenset(Wish) - TOPIC_WISHES
# Told cases ask these without naming a code: "7 AKs frozen, how many units?".
OF_A_CASE = frozenset({Wish.COUNT, Wish.TIME, Wish.MODIFIER, Wish.DENIED, Wish.ORDER, Wish.RIGHT})
# These are asked of two things at least.
OF_SEVERAL = frozenset({Wish.TOGETHER, Wish.DIFFERENCE})
