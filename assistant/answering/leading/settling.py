"""Which of two verdicts on the same codes goes before the other: what a case or a status decides, a table leaves open.

Pure. ``leading`` chooses by what was asked and told; here stands what must not lead although it accounts for most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.rules.basis import GUIDANCE
from assistant.rules.ptp.modifiers import is_visit
from assistant.rules.verdict import Ruling, Stance, Verdict
from corpus.relations import ProcedureCode

_STATUS = "validity"
_PAID = "status"
# Tables whose "only with a modifier" leaves to the case whether the record supports one.
_EDIT = "ptp"
OF_A_PAIR = frozenset({_EDIT, "ptp-summary"})
_LEFT_OPEN = OF_A_PAIR | {"modifier"}
_DENIALS = "denials"
# X12's reasons for a code that the day does not have: a diagnosis, a procedure code, a modifier.
_NOT_VALID = frozenset({"146", "181", "182"})
_OF_A_STATUS = frozenset({_STATUS, "icd10cm"})

# Characters beyond those that the table rests on: "can I bill", "still valid today" ask, and tell nothing of a case.
TELLS_SOMETHING = 12

# What Medicare's tables say of codes as if Medicare took them.
_OF_TAKEN_CODES = frozenset({"add-on", "ptp", "ptp-summary", "mue", "payment", "listed"})


def edits_behind(rulings: Sequence[Ruling], lead: Ruling) -> list[Ruling]:
    """Edits to be told behind the lead: on a pair of which it names the right code, and of the other setting's claims.

    The first say what would happen otherwise; where the two settings differ neither speaks for both.
    """
    pairs = [one for one in rulings if one.rule == _EDIT and one.verdict.bare and one.verdict.key != lead.verdict.key]
    if lead.rule == _EDIT:
        return [one for one in pairs if one.verdict.about == lead.verdict.about]
    return [one for one in pairs if is_told(lead) and _names_the_right_code(lead.verdict, one.verdict)]


def settles(ruling: Ruling, table: Ruling, *, names_the_right: bool = True) -> bool:
    """True where what is told decides more than a table does: a pair whose edit leaves the case open, a code that
    ended and what took its place, or a code whose list ends before the day. Of the codes alone the table speaks.

    ``names_the_right``: also where it names the right code for an edited pair.
    """
    verdict, other = table.verdict, ruling.verdict
    if not is_told(ruling):
        return False
    ended = verdict.denies if table.rule in _OF_A_STATUS and verdict.stance is Stance.DENIES else frozenset()
    if names_the_right and table.rule in OF_A_PAIR and _names_the_right_code(other, verdict):
        return True
    names_none = not verdict.mentions - ended
    if names_none and ended & other.denies and (other.billed or other.about - other.denies):
        return True  # it says that the code ended as well, and what is billed in its place
    if (
        table.rule in _OF_A_STATUS
        and verdict.stance is Stance.AFFIRMS
        and other.billed
        and other.denies & verdict.about
    ):
        return True  # a code that may be billed, and is not the one of this case
    if covered_by((*other.rests_on, *verdict.rests_on)) < covered(table) + TELLS_SOMETHING:
        return False
    if table.rule in _OF_A_STATUS and other.denies & verdict.about:
        return bool(other.about - other.denies)
    if table.rule in _LEFT_OPEN:
        return other.stance is not Stance.AFFIRMS and bool((other.about | other.mentions) & verdict.about)
    if table.rule == "mue" and verdict.stance is Stance.AFFIRMS and other.stance is not Stance.AFFIRMS:
        return bool((other.about | other.mentions) & verdict.about)
    later = other.basis.edition is not None and other.basis.covers and not verdict.basis.covers
    return table.rule == "icd10cm" and later and other.about == verdict.about


def differ_by_setting(table: Ruling, rulings: Sequence[Ruling]) -> bool:
    """True for an edit of one setting where the other has another one in force: no case speaks for both then."""
    return any(
        one.rule == table.rule == _EDIT
        and one.verdict.key != table.verdict.key
        and one.verdict.about == table.verdict.about
        and bool(one.verdict.bare)
        for one in rulings
    )


def _names_the_right_code(told: Verdict, table: Verdict) -> bool:
    """True where a case turns down a code of an edited pair, or bills another, and names what is right in its place.

    "76942 with 20610" is 20611, whatever modifier the edit would let pass. A procedure that was another one is no pair
    with the visit beside it: ears washed out by staff are 69209, not 69210.
    """
    of_pair = table.about <= told.about | told.mentions
    billed = {line.code for line in told.billed if isinstance(line.code, ProcedureCode)}
    others = {code for code in told.mentions if isinstance(code, ProcedureCode)} | billed
    denied = {code for code in told.denies & table.about if isinstance(code, ProcedureCode)}
    was_another = bool(billed - table.about) and not any(map(is_visit, denied))
    return bool(denied) and bool(others - table.about) and (of_pair or was_another)


def is_no_code_of_medicare(ruling: Ruling, best: Ruling, *, of_medicare: bool) -> bool:
    """True for a status by which Medicare does not take a code that its other tables speak of.

    Asked of Medicare it goes before all they say; of no payer before a yes of theirs, and where it names the other
    code of two that are asked about: "99417 or G2212".
    """
    verdict, other = ruling.verdict, best.verdict
    if ruling.rule != _PAID or verdict.stance is not Stance.DENIES or best.rule not in _OF_TAKEN_CODES:
        return False
    if not verdict.about & other.about:
        return False
    names_the_other = not (verdict.mentions - verdict.about).isdisjoint(other.about)
    return of_medicare or other.stance is Stance.AFFIRMS or names_the_other


def says_not_valid(ruling: Ruling) -> bool:
    """True for a denial that says only that a diagnosis, procedure code or modifier was not valid on the day."""
    rule, _, reason = ruling.verdict.key.partition(":")
    return rule == _DENIALS and reason.rpartition("-")[2] in _NOT_VALID


def status_of_denied(candidates: Sequence[Ruling], rulings: Sequence[Ruling]) -> Ruling | None:
    """What is known of the code that was denied as not valid: what turns it down, else its status on the day."""
    denied = [
        one for one in candidates if one.verdict.denies & one.about and (is_told(one) or one.rule in _OF_A_STATUS)
    ]
    if denied:
        return max(denied, key=lambda one: (bool(one.verdict.billed), is_told(one), covered(one)))
    listed = [one for one in rulings if one.rule == _STATUS and one.verdict.stance is Stance.AFFIRMS]
    return listed[0] if len(listed) == 1 else None


def is_told(ruling: Ruling) -> bool:
    """True for what a procedure decided on the told case, not a table on its codes."""
    return ruling.verdict.basis.table is GUIDANCE


def covered(ruling: Ruling) -> int:
    """Characters of the question that a verdict accounts for."""
    return covered_by(ruling.verdict.rests_on)


def covered_by(spans: Iterable[tuple[int, int]]) -> int:
    """Characters that spans cover together."""
    total = end = 0
    for begin, stop in sorted(set(spans)):
        begin = max(begin, end)
        if stop > begin:
            total += stop - begin
            end = stop
    return total
