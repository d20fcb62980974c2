"""Reason and remark codes of a told remittance, in every spelling, and what is asked of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Role, Told
from assistant.understand.story.tokens import Token

System = Literal["carc", "rarc"]

_NUMBER = r"(?:\d{1,3}|a[1-8]|b(?:[1-9]|1\d|2[0-3]))"
_GLUED = re.compile(rf"(?P<group>co|pr|oa|pi)(?P<number>{_NUMBER})")
_REASON = re.compile(_NUMBER)
_LETTERED = re.compile(r"a[1-8]|b(?:[1-9]|1\d|2[0-3])")
_REMARK = re.compile(r"ma\d{2,3}|[mn]\d{1,3}")
_GROUPS = frozenset("co pr oa pi".split())
_NAMES_REASON = frozenset("carc reason denial denied rejection adjustment".split())
_NAMES_REMARK = frozenset("remark rarc".split())
_INTRODUCES = _NAMES_REASON | _NAMES_REMARK | frozenset("code with and says saying msg message eob era remit".split())
_AFTER_REMARK = frozenset("denial denied remark rejection rejected lcd ncd".split())
_DIAGNOSIS = frozenset("dx icd diagnosis diagnose icd10".split())
_DENIAL = frozenset("deny denied denial denie rejected rejection remit eob era code carc reason got with on".split())
_COUNTED = frozenset("unit visit min minute day time hour mg".split())
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One code of a remittance as told; ``group`` is empty for a remark and where it is not told."""

    system: System
    number: str
    group: str
    span: Span

    @property
    def label(self) -> str:
        return f"{self.group}-{self.number}" if self.group else self.number


@dataclass(frozen=True, slots=True)
class Remittance:
    """The codes in order, and what is wanted to know."""

    reasons: tuple[Reason, ...]
    asks_patient: bool
    asks_appeal: bool
    rests_on: tuple[Span, ...]
    asks_meaning: bool = False

    @property
    def names_what_is_missing(self) -> bool:
        """True for an unprocessable claim whose other remark tells what it lacks."""
        remarks = {reason.number for reason in self.reasons if reason.system == "rarc"}
        return "MA130" in remarks and len(remarks) > 1


@dataclass(frozen=True, slots=True)
class Elapsed:
    """An appeal or a claim, and how long ago what starts its time limit was."""

    appeals: bool
    ago: Amount
    rests_on: tuple[Span, ...]


def remittance_of(
    case: Case, known: dict[System, frozenset[str]], of_the_line: Collection[str] = ()
) -> Remittance | None:
    """The remittance codes that are told; None where there are none. ``known`` are the codes there are, by system;
    reasons ``of_the_line`` rest on the codes that were billed too."""
    told = case.told("denials")
    denial = told.has("remittance", "denied")
    reasons = tuple(_reasons(case.story.tokens, known, denial))
    if not reasons and told.has("denied") and not told.has("group_codes"):
        reasons = tuple(_in_words(told, known))[:1]
    if not reasons:
        return None
    return Remittance(
        reasons,
        told.has("bill_patient"),
        told.has("appeal"),
        (
            *(reason.span for reason in reasons),
            *told.spans("bill_patient", "appeal", "denied", "remittance", "asks_mend", "unprocessable"),
            *(case.spans_of(case.named) if any(reason.number in of_the_line for reason in reasons) else ()),
        ),
        told.has("asks_meaning") and not told.has("asks_mend"),
    )


def elapsed_of(case: Case) -> Elapsed | None:
    """The time that has gone by for a Medicare appeal or claim; None where it is not told."""
    told = case.told("denials")
    if told.has("other_plan"):
        return None
    appeals = told.has("redetermination")
    if not appeals and not (told.has("timely_filing") and told.has("medicare")):
        return None
    ago = _ago(told)
    if ago is None:
        return None
    return Elapsed(appeals, ago, (ago.span, *told.spans("redetermination", "timely_filing", "medicare", "denied")))


def _ago(told: Told) -> Amount | None:
    roles = (Role.AGO, Role.LATER, Role.TOLD)
    days = [amount for amount in told.amounts(Kind.DAYS, roles=roles) if not amount.ranged]
    return days[0] if len(days) == 1 else None


def _in_words(told: Told, known: dict[System, frozenset[str]]) -> Iterator[Reason]:
    """Reasons that are told without a number: concepts named says_NUMBER. What is longest told comes first."""
    systems: tuple[System, ...] = ("carc", "rarc")
    found = [
        (mention, system, number)
        for system in systems
        for number in known[system]
        for mention in told.mentions(f"says_{number.lower()}")
    ]
    for mention, system, number in sorted(found, key=lambda each: (each[0].start - each[0].end, each[0].start)):
        yield Reason(system, number, "", (mention.start, mention.end))


def _reasons(tokens: Sequence[Token], known: dict[System, frozenset[str]], denial: bool) -> Iterator[Reason]:
    found: list[Reason] = []
    at = 0
    while at < len(tokens):
        made = _with_group(tokens, at, known["carc"], denial) or _alone(tokens, at, known["carc"], denial)
        made = made or _remark(tokens, at, known["rarc"], found, denial)
        if made is None:
            at += 1
            continue
        reason, at = made
        if reason.label not in {other.label for other in found}:
            found.append(reason)
            yield reason


def _with_group(tokens: Sequence[Token], at: int, known: frozenset[str], denial: bool) -> tuple[Reason, int] | None:
    """ "CO97", "CO-97", "OA 18", "PR: 96"."""
    token = tokens[at]
    if match := _GLUED.fullmatch(token.word):
        number = match["number"].upper()
        if number in known:
            return Reason("carc", number, match["group"].upper(), (token.start, token.end)), at + 1
        return None
    if token.word not in _GROUPS or _hangs_on_code(tokens, at):
        return None
    signed = at + 1 < len(tokens) and tokens[at + 1].word in "-:/#"
    ahead = at + 1 + signed
    if ahead >= len(tokens) or not _REASON.fullmatch(tokens[ahead].word):
        return None
    counted = ahead + 1 < len(tokens) and tokens[ahead + 1].word in _COUNTED
    if counted or not (signed or denial or at == 0 or len(tokens[ahead].word) > 2 or token.text.isupper()):
        return None
    number = tokens[ahead].word.upper()
    if number not in known:
        return None
    return Reason("carc", number, token.word.upper(), (token.start, tokens[ahead].end)), ahead + 1


def _hangs_on_code(tokens: Sequence[Token], at: int) -> bool:
    """True for "97110-CO", where CO is a modifier."""
    return (
        at >= 2 and tokens[at - 1].word == "-" and tokens[at - 2].word[:1].isdigit() and len(tokens[at - 2].word) == 5
    )


def _alone(tokens: Sequence[Token], at: int, known: frozenset[str], denial: bool) -> tuple[Reason, int] | None:
    """ "reason code 29", "denial code 97", "CARC 50", "B15" where a denial is told."""
    token = tokens[at]
    number = token.word.upper()
    if number not in known:
        return None
    before = [other.word for other in tokens[max(0, at - 3) : at] if not other.is_sign]
    named = before[-1:] == ["carc"] or (before[-1:] == ["code"] and bool(_NAMES_REASON.intersection(before[-2:-1])))
    after = [other.word for other in tokens[at + 1 : at + 3] if not other.is_sign]
    lettered = _LETTERED.fullmatch(token.word) and denial and bool(_DENIAL.intersection((*before[-2:], *after)))
    if not named and not lettered:
        return None
    return Reason("carc", number, "", (token.start, token.end)), at + 1


def _remark(
    tokens: Sequence[Token], at: int, known: frozenset[str], found: Sequence[Reason], denial: bool
) -> tuple[Reason, int] | None:
    """ "N130" beside a reason code, "remark code M51", "MA130": where it cannot be a diagnosis."""
    token = tokens[at]
    number = token.word.upper()
    if not _REMARK.fullmatch(token.word) or number not in known:
        return None
    before = [other.word for other in tokens[max(0, at - _NEAR) : at] if not other.is_sign]
    if _DIAGNOSIS.intersection(before):
        return None
    beside = bool(found) and found[-1].span[1] >= tokens[max(0, at - _NEAR)].start
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    introduced = denial and bool(_INTRODUCES.intersection(before[-2:]))
    named = introduced or after in _AFTER_REMARK or bool(_NAMES_REMARK.intersection(before))
    if not (beside or named or number.startswith("MA")):
        return None
    return Reason("rarc", number, "", (token.start, token.end)), at + 1
