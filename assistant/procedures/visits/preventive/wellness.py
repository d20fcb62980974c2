"""Medicare's wellness visit with a problem visit of the same day whose level is told: both codes. Pure.

which wellness visit            -> the code that is named; else by what is told of earlier ones and of the first year
level of the problem visit      -> the code that is named, else decision making of the problem alone
Anything else that stands beside the wellness visit is decided by the table of the family.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import LEVELS
from assistant.procedures.visits.preventive.facts import ESTABLISHED, FAMILY, NEW, problem_of, visit_named
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.story import Told
from corpus.codes import Code, CptCode, HcpcsCode, Modifier

_SEPARATE = Modifier("25")
_WELCOME, _FIRST, _LATER = (HcpcsCode(code) for code in ("G0402", "G0438", "G0439"))
_DECIDED_BY_A_ROW = tuple(
    "g2211 minor_only denied vaccine pap depression acp g0438_and_physical ekg social_risk hospital commercial "
    "routine_and_wellness document copay frequency".split()
)


@dataclass(frozen=True, slots=True)
class Wellness:
    """``code`` is None where what is told leaves open whether it is the first or a later one."""

    code: HcpcsCode | None
    problem: CptCode
    level: str
    wrong: CptCode | None
    rests_on: tuple[Span, ...]
    parameter: Parameter


def wellness_of(case: Case, day: date) -> Wellness | None:
    """Both visits; None where no wellness visit, or no level of a problem visit, is told."""
    told, table = case.told(FAMILY), parameters(LEVELS).at("office_codes", day)
    if table is None or not told.has("wellness", "welcome") or told.has(*_DECIDED_BY_A_ROW):
        return None
    visit, level = visit_named(case), problem_of(case, day)
    if not told.has("problem_visit") or (visit is None and level is None):
        return None
    status = NEW if told.has("new_told") else ESTABLISHED
    problem = CptCode(table.value[f"{status}_office"][str(level)]) if level is not None else visit
    if problem is None:
        return None
    spans = told.spans(
        "wellness", "welcome", "medicare", "problem_visit", "asks", "mod25", "had_first", "first_year", "new_told",
        "known_told", "after_first_year", "later_told",
    )  # fmt: skip
    spans += case.told("levels").spans("problem_worse", "prescription", "mdm_low", "mdm_moderate", "mdm_high")
    spans += case.spans_of((*case.procedures, *case.modifiers))
    wrong = visit if visit is not None and visit != problem else None
    return Wellness(_code(case, told), problem, str(level) if level is not None else "", wrong, spans, table)


def _code(case: Case, told: Told) -> HcpcsCode | None:
    named = [code for code in (_WELCOME, _FIRST, _LATER) if code in case.procedures]
    if len(named) == 1:
        return named[0]
    if told.has("had_first", "later_told"):
        return _LATER
    if told.has("first_year", "welcome"):
        return _WELCOME
    return _FIRST if told.has("after_first_year", "never_wellness") else None


def tell_wellness(both: Wellness, day: date) -> Verdict:
    """Both codes in words, the wellness visit first."""
    first = f"**{both.code}**" if both.code else f"**{_LATER}** (the first one **{_FIRST}**)"
    instead = f", not **{both.wrong}**" if both.wrong else ""
    why = f" by its {both.level} decision making" if both.level else ""
    lines = (Billed(both.code),) if both.code else ()
    codes: list[Code] = [both.problem, _LATER, _FIRST, _SEPARATE, *([both.code] if both.code else [])]
    named = frozenset(codes)
    return Verdict(
        key=f"preventive:wellness-{both.problem}",
        title="Wellness visit with a problem visit",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"{first} and **{both.problem}-{_SEPARATE}**{instead}: the wellness visit, and the problem visit{why}, if "
            f"it was significant work of its own. **{_SEPARATE}** goes on the problem visit."
        ),
        reasons=(
            "What the wellness visit already contains is not counted for the level.",
            "Copay and deductible apply to the problem visit, not to the wellness visit.",
            "The problem's own diagnosis is linked to the problem visit.",
        ),
        row=f"{both.parameter.edition.title}; levels of the visit.",
        mentions=named | (frozenset[Code]({both.wrong}) if both.wrong else frozenset()),
        basis=both.parameter.basis(day),
        locator="levels by decision making",
        about=named,
        denies=frozenset[Code]({both.wrong}) if both.wrong else frozenset(),
        billed=(*lines, Billed(both.problem, modifiers=(_SEPARATE,))),
        rests_on=both.rests_on,
    )
