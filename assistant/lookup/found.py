"""What is sought and what is found, as data: the places, the wish, a row of a list and the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.lookup.further import CDT, ICD9CM, Listed
from assistant.lookup.ranges import CodeRange
from assistant.retrieval.search import GUIDELINES
from corpus.codes import Code, CodeSystem
from corpus.records import GuidelineSection, RecordStatus

# What can be looked through, in the order in which a code of several systems is shown.
PLACES = (
    CodeSystem.CPT.value,
    CodeSystem.HCPCS.value,
    CodeSystem.ICD10CM.value,
    CodeSystem.ICD10PCS.value,
    CodeSystem.MODIFIER.value,
    CDT,
    ICD9CM,
    GUIDELINES,
)
_NO_SYSTEM = (CDT, ICD9CM, GUIDELINES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed and chosen. ``places`` are names of ``PLACES``; all of them when empty.

    ``billable`` leaves out headers and ended codes; ``day`` is the date of service whose edition describes a code.
    """

    text: str
    places: tuple[str, ...] = ()
    billable: bool = False
    day: date | None = None

    @property
    def searched(self) -> tuple[str, ...]:
        return tuple(place for place in PLACES if not self.places or place in self.places)

    @property
    def systems(self) -> tuple[CodeSystem, ...]:
        return tuple(CodeSystem(place) for place in self.searched if place not in _NO_SYSTEM)


@dataclass(frozen=True, slots=True)
class Entry:
    """A code in a list. ``description`` is empty where nothing loaded describes it; ``official`` as in a record.

    ``matched`` is the text that was found, where it isn't the description; ``edition_id`` what describes the code;
    ``below`` how many codes below a header the list leaves out; ``beside`` how it differs from the code before it.
    """

    code: Code
    description: str = ""
    official: bool = False
    status: RecordStatus | None = None
    edition_id: str = ""
    matched: str = ""
    below: int = 0
    beside: str = ""

    @property
    def billable(self) -> bool | None:
        """Whether it can be reported as it is; None where no loaded edition says so."""
        if self.status is None:
            return None
        return self.status in (RecordStatus.BILLABLE, RecordStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Found:
    """``entries`` in order. ``range`` is set when a range or the beginning of a code was typed; ``more`` then has the
    last code shown of each system of which more follow. ``near`` are codes like an unknown one. ``former`` are
    ICD-9-CM codes, ``more_former`` the last of them where more follow.

    ``unknown`` are codes as they were typed that nothing loaded has; ``named`` is True where every entry was typed as
    a code. Of words, ``weak`` says that nothing is near to all of them, and ``misspelt`` has (written, read) pairs.
    """

    entries: tuple[Entry, ...] = ()
    sections: tuple[GuidelineSection, ...] = ()
    former: tuple[Listed, ...] = ()
    more_former: str = ""
    range: CodeRange | None = None
    more: tuple[Code, ...] = ()
    near: tuple[Code, ...] = ()
    unknown: tuple[str, ...] = ()
    named: bool = False
    weak: bool = False
    misspelt: tuple[tuple[str, str], ...] = ()
