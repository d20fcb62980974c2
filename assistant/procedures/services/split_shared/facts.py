"""What is told of a visit that a physician and a nonphysician practitioner shared: minutes, place, decision. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Told
from corpus.codes import CptCode

_NEAR = 5  # characters between minutes and the one who spent them: "22 min MD", "21 min by PA"
_WORDS_BETWEEN = 4
_JOINT_REACH = 30  # characters between "together" and its minutes
_NPP_NAMES = {"NP": "nurse_practitioner", "PA": "physician_assistant"}
_EM_BEGINNINGS = ("992", "993")
_FACILITY_BEGINNINGS = ("9922", "9923", "9928", "9929", "9930", "9931")


@dataclass(frozen=True, slots=True)
class SharedVisit:
    """Minutes of each; ``joint`` were spent together. ``decided_by`` is "physician", "npp" or empty; ``kind`` is
    "initial", "subsequent", "discharge", "critical" or empty; ``code`` is the one E/M code that is named. ``npp_name``
    is what the nonphysician practitioner is called: "NP", "PA" or "NPP"."""

    physician: Decimal
    npp: Decimal
    joint: Decimal
    office: bool
    decided_by: str
    npp_name: str
    kind: str
    code: CptCode | None
    rests_on: tuple[Span, ...]


def shared_visit_of(case: Case) -> SharedVisit | None:
    """The shared visit that is told with minutes of both; None where it is not."""
    told = case.told("split_shared")
    if not (told.has("npp") and told.has("physician")):
        return None
    signs = told.has("shared", "substantive", "who_bills", "critical_care", "facility") or _in_facility(_code(case))
    if not signs or told.has("resident"):
        return None
    minutes = told.amounts(Kind.MINUTES)
    joint = [amount for amount in minutes if _is_joint(told, amount)]
    own = [amount for amount in minutes if amount not in joint]
    shares = _shares(told, own)
    if shares is None:
        return None
    physician, npp = shares
    return SharedVisit(
        physician=physician,
        npp=npp,
        joint=sum((amount.value for amount in joint), Decimal(0)),
        office=told.has("office") and not told.has("facility"),
        decided_by=_decided_by(told),
        npp_name=_npp_name(told),
        kind=_kind(told),
        code=_code(case),
        rests_on=(
            *(amount.span for amount in minutes),
            *told.spans("shared", "substantive", "npp", "physician", "who_bills", "facility", "critical_care"),
            *told.spans("physician_decision", "npp_decision", "initial_visit", "subsequent_visit", "discharge"),
            *told.spans("only_agreed", "physician_time_only", "asks_modifier", "medicare"),
            *case.spans_of(case.named),
        ),
    )


def _shares(told: Told, minutes: list[Amount]) -> tuple[Decimal, Decimal] | None:
    """Minutes of the physician and of the NPP; None where one of them has none."""
    npp_spans = set(told.spans("npp"))
    things = _apart([*npp_spans, *(span for span in told.spans("physician") if not _within(span, npp_spans))])
    behind = {span: amount for amount in minutes for span in things if 0 <= span[0] - amount.end <= _NEAR}
    found = None if _leads(told, things, minutes) else _one_of_each(behind, npp_spans)
    return found or _one_of_each(told.paired(minutes, things), npp_spans)


def _leads(told: Told, things: list[Span], minutes: list[Amount]) -> bool:
    """True where the first minutes stand behind the one who spent them: "NP spent 20 min, MD 15"."""
    first = min((amount.start for amount in minutes), default=0)
    before = [token for token in told.story.tokens if token.end <= first][-_WORDS_BETWEEN:]
    signs = [token.end for token in before if token.is_sign]
    return any(
        start >= (signs[-1] if signs else 0) and before[0].start <= start < first for start, _ in things if before
    )


def _one_of_each(paired: dict[Span, Amount], npp_spans: set[Span]) -> tuple[Decimal, Decimal] | None:
    by_npp = [amount.value for span, amount in paired.items() if span in npp_spans]
    by_physician = [amount.value for span, amount in paired.items() if span not in npp_spans]
    if len(by_npp) != 1 or len(by_physician) != 1:
        return None
    return by_physician[0], by_npp[0]


def _within(span: Span, others: set[Span]) -> bool:
    return any(start <= span[0] < end for start, end in others)


def _apart(spans: list[Span]) -> list[Span]:
    """Spans in order, without those that begin inside another one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _is_joint(told: Told, amount: Amount) -> bool:
    return any(
        mention.sentence == amount.sentence and 0 <= mention.start - amount.end <= _JOINT_REACH
        for mention in told.mentions("joint")
        if not mention.negated and mention.clause == amount.clause
    )


def _npp_name(told: Told) -> str:
    names = [name for name, concept in _NPP_NAMES.items() if told.has(concept)]
    return names[0] if len(names) == 1 else "NPP"


def _decided_by(told: Told) -> str:
    if told.has("only_agreed", "physician_time_only"):
        return "npp"
    if told.has("physician_decision"):
        return "physician"
    return "npp" if told.has("npp_decision") else ""


def _kind(told: Told) -> str:
    kinds = {"critical": "critical_care", "discharge": "discharge", "subsequent": "subsequent_visit"}
    found = [name for name, concept in kinds.items() if told.has(concept)]
    return found[0] if found else "initial" if told.has("initial_visit") else ""


def _in_facility(code: CptCode | None) -> bool:
    return code is not None and str(code).startswith(_FACILITY_BEGINNINGS)


def _code(case: Case) -> CptCode | None:
    visits = [c for c in case.procedures if isinstance(c, CptCode) and str(c).startswith(_EM_BEGINNINGS)]
    return visits[0] if len(set(visits)) == 1 else None
