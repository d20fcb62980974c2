"""How the level of a visit is said: the code first, then the elements or minutes that reach it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.procedures.visits.g2211.on_claim import CODE as COMPLEXITY
from assistant.procedures.visits.g2211.on_claim import added_since
from assistant.procedures.visits.kinds import BY_TIME_ALONE, Kind
from assistant.procedures.visits.levels.decide import FOLDER, Choice, Outcome
from assistant.procedures.visits.levels.elements import Element, Level
from assistant.procedures.visits.levels.facts import ELEMENTS
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, CptCode, Modifier

_HOMES = frozenset((Kind.NEW_HOME, Kind.ESTABLISHED_HOME))
# On the problem visit beside a preventive one.
_BESIDE = Modifier("25")


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words."""
    concluded = {choice.code for choice in outcome.choices}
    possible = {code for choice in outcome.choices for _, code in choice.steps}
    possible |= {choice.possible for choice in outcome.choices if choice.possible}
    denied = frozenset(code for code in outcome.visit.named if code not in concluded | possible)
    other = {code for choice in outcome.choices for code in (choice.by_time, choice.by_decision) if code}
    other |= {code for choice in outcome.choices for code, _ in choice.unmet}
    sure = len(outcome.choices) == 1
    kept_off = _added(outcome) if not any(_may_be_added(choice, day) for choice in outcome.choices) else set()
    beside = (_BESIDE,) if outcome.visit.beside_preventive else ()
    return Verdict(
        key=f"levels:{'/'.join(sorted(map(str, concluded)))}",
        title=f"Level of the visit: {' or '.join(outcome.visit.kinds)}",
        stance=Stance.AFFIRMS if sure and not possible and not kept_off else Stance.CONDITIONS,
        conclusion=_conclusion(outcome, denied, day),
        reasons=tuple(_reasons(outcome))[:4],
        row=f"{outcome.parameter.edition.title}; levels of the visit.",
        mentions=frozenset[Code](
            concluded | possible | denied | other | set(outcome.visit.named) | set(beside) | _added(outcome)
        ),
        basis=outcome.parameter.basis(day),
        locator="levels by decision making and by time",
        about=frozenset[Code](concluded | set(outcome.visit.named) | _added(outcome)),
        denies=frozenset[Code](_turned_down(outcome, denied) | kept_off),
        billed=tuple(Billed(choice.code, modifiers=beside) for choice in outcome.choices) if sure else (),
        missing=tuple(_missing(outcome)),
        rests_on=outcome.visit.rests_on,
    )


def _added(outcome: Outcome) -> set[Code]:
    return {COMPLEXITY} if outcome.visit.with_complexity else set()


def _turned_down(outcome: Outcome, denied: frozenset[CptCode]) -> frozenset[CptCode]:
    """Of codes that are not concluded those that may not be billed. Where the code that is concluded was named, the
    lower ones beside it are only less than what is supported: "99214 told 41 minutes, can I bill 99215?" is a yes."""
    concluded = {choice.code for choice in outcome.choices}
    if not outcome.visit.asks_whether or not concluded & set(outcome.visit.named):
        return denied
    return frozenset(code for code in denied if code.value > max(each.value for each in concluded))


def _conclusion(outcome: Outcome, denied: frozenset[CptCode], day: date) -> str:
    instead = f", not {', '.join(f'**{code}**' for code in sorted(denied, key=str))}" if denied else ""
    if len(outcome.choices) > 1:
        told = "; ".join(f"{_code(outcome, choice)} as {_article(choice.kind)}" for choice in outcome.choices)
        return f"{told}{instead}: {_why(outcome, outcome.choices[0], named=False)}.{_stay(outcome)}{_open(outcome)}"
    (choice,) = outcome.choices
    why = f"{_why(outcome, choice)}.{_complexity(outcome, choice, day)}{_after(outcome)}"
    return f"{_code(outcome, choice)}{instead}{_place(outcome, day)}: {why}"


def _complexity(outcome: Outcome, choice: Choice, day: date) -> str:
    """Whether G2211, which was named too, may be added to the code."""
    if not outcome.visit.with_complexity:
        return ""
    since = added_since(choice.code)
    if since is None or not _may_be_added(choice, day):
        return f" No **{COMPLEXITY}**: it is never added to this code{f' before {since}' if since else ''}."
    return f" **{COMPLEXITY}** may be added (Medicare, since {since}) where the relationship is a continuing one."


def _may_be_added(choice: Choice, day: date) -> bool:
    since = added_since(choice.code)
    return since is not None and since <= day


def _code(outcome: Outcome, choice: Choice) -> str:
    return f"**{choice.code}-{_BESIDE}**" if outcome.visit.beside_preventive else f"**{choice.code}**"


def _after(outcome: Outcome) -> str:
    """What follows the reason that decides."""
    if outcome.visit.disposition and outcome.choices[0].kind is Kind.EMERGENCY:
        return f" Where the patient went afterward does not set the level.{_open(outcome)}"
    return f"{_stay(outcome)}{_open(outcome)}"


def _place(outcome: Outcome, day: date) -> str:
    """The place of service of a residence that is told."""
    table = parameters(FOLDER).at("residences", day)
    if outcome.choices[0].kind not in _HOMES or table is None or outcome.visit.residence not in table.value:
        return ""
    number, name = table.value[outcome.visit.residence]
    return f" (home or residence, place of service {number}, {name})"


def _stay(outcome: Outcome) -> str:
    """What the hours of a stay of one date make of its codes."""
    stay, kinds = outcome.visit.stay, {choice.kind for choice in outcome.choices}
    if stay is None:
        return ""
    hours = hours_told(stay.minutes) if stay.minutes else ""
    least = parameters(FOLDER).at("same_day_hours", date.max)
    fewest = f"{least.value} hours" if least else "its hours"
    if len(kinds) > 1:
        return (
            f" Medicare: the initial code alone, without a discharge code, as {hours} on one date are fewer than "
            f"{fewest}. CPT payers: the code of the whole stay, if there were two encounters."
        )
    if Kind.INITIAL_HOSPITAL in kinds and hours:
        return f" No discharge code: for Medicare a stay of {hours} on one date is shorter than {fewest}."
    if Kind.SAME_DAY_HOSPITAL in kinds:
        lasted = f" ({hours})" if hours else f"; Medicare asks for {fewest}"
        return f" One code for admission and discharge of one date{lasted}, with the patient seen at both."
    return ""


def hours_told(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole} hours {rest} minutes" if rest else f"{whole} hours"


def _article(kind: Kind) -> str:
    return f"{'an' if kind.value[0] in 'aeiou' else 'a'} {kind.value}"


def _why(outcome: Outcome, choice: Choice, *, named: bool = True) -> str:
    """The one reason that decides: minutes, decision making, or both."""
    if choice.kind in BY_TIME_ALONE:
        return _discharge(outcome, choice)
    minutes = f"{outcome.minutes} total minutes"
    decision = _decision(outcome)
    if choice.by_time and choice.by_decision and choice.by_time == choice.by_decision:
        return f"{decision}, and {minutes} reach the same level{_unmet(choice)}"
    if choice.code == choice.by_time:
        lower = f"; decision making alone would be **{choice.by_decision}**" if choice.by_decision and named else ""
        if named:
            return f"{minutes} reach its {choice.needs}{_unmet(choice)}{lower}"
        return f"{minutes}"
    less = f"; {minutes} alone would be **{choice.by_time}**" if choice.by_time and named else ""
    return f"{decision}{less}"


def _unmet(choice: Choice) -> str:
    """What the codes that were named would have needed."""
    return "".join(f", and **{code}** needs {least}" for code, least in choice.unmet)


def _discharge(outcome: Outcome, choice: Choice) -> str:
    if choice.needs is None:
        return f"without minutes in the note a discharge is the code of {outcome.bound} minutes or less"
    more = "more than" if choice.needs > outcome.bound or choice.code.value in ("99239", "99316") else "not more than"
    return f"the discharge day took {more} {outcome.bound} minutes, and minutes alone decide"


def _decision(outcome: Outcome) -> str:
    level = outcome.reached
    if outcome.visit.decision is not None:
        return f"{level} decision making"
    reaching = [element for element in outcome.visit.elements if level is not None and element.low >= level]
    told = " and ".join(f"{element.name} ({element.said})" for element in reaching[:2])
    if len(reaching) < 2:
        return f"decision making reaches {level}, with {told or 'what is told'}"
    return f"two of three elements reach {level}: {told}"


def _open(outcome: Outcome) -> str:
    """What would reach the higher code."""
    (first, *_) = outcome.choices
    if first.possible is None:
        return ""
    if first.kind in BY_TIME_ALONE:
        return f" **{first.possible}** only if the note has more than {outcome.bound} minutes of the date."
    if outcome.visit.decision is not None or not first.steps:
        return ""
    told = []
    for place, (level, _) in enumerate(first.steps):
        codes = " or ".join(f"**{choice.steps[place][1]}**" for choice in outcome.choices if place < len(choice.steps))
        told.append(f"{codes} only if {_lacking(outcome, level)}")
    return f" {'; '.join(told)}."


def _lacking(outcome: Outcome, level: Level) -> str:
    """Which elements would have to reach a level for two of three to do so."""
    told = {element.name: element for element in outcome.visit.elements}
    there = sum(element.low >= level for element in told.values())
    rising = [name for name in ELEMENTS if name not in told or _may_rise(told[name], level)]
    if there:
        return f"{' or '.join(rising)} also reach{'es' if rising != ['problems'] else ''} {level}"
    return f"{' and '.join(rising) if len(rising) < 3 else 'two of three elements'} reach {level}"


def _may_rise(element: Element, level: Level) -> bool:
    return element.low < level <= element.high


def _missing(outcome: Outcome) -> Iterator[str]:
    if len(outcome.choices) > 1:
        kinds = {choice.kind for choice in outcome.choices}
        if any(kind.name.endswith("CONSULTATION") for kind in kinds):
            yield "payer"
        else:
            yield "initial or subsequent" if any("INITIAL" in kind.name for kind in kinds) else "new or established"
    if outcome.choices[0].possible is None:
        return
    if outcome.choices[0].kind in BY_TIME_ALONE:
        yield "minutes"
        return
    told = {element.name for element in outcome.visit.elements if not element.is_open}
    yield from (name for name in ELEMENTS if name not in told)


def _reasons(outcome: Outcome) -> Iterator[str]:
    kind = outcome.choices[0].kind
    if kind in BY_TIME_ALONE:
        yield "All of the practitioner's discharge work of that date counts, and the face-to-face visit sets the date."
        yield "The longer code needs the minutes in the note; no other visit of the same physician goes with it."
        return
    if outcome.visit.elements:
        told = "; ".join(f"{element.name} {_range(element)} ({element.said})" for element in outcome.visit.elements)
        yield f"Told: {told}."
        untold = [name for name in ELEMENTS if name not in {element.name for element in outcome.visit.elements}]
        if untold:
            yield f"Not told: {', '.join(untold)}. Two of the three elements decide."
    if outcome.minutes is not None and outcome.reached is not None:
        yield "Time and decision making are alternatives: the one that supports the higher level may be used."
    if outcome.visit.minutes and outcome.visit.minutes.left_out:
        yield (
            f"{outcome.visit.minutes.left_out} minutes of staff, of another date or of separately reported services "
            "do not count toward the level."
        )
    if kind is Kind.EMERGENCY:
        yield "Emergency department levels rest on decision making alone; minutes never count."
    if kind.name.endswith("CONSULTATION"):
        yield "Medicare does not pay consultations; there the code of the place of the visit is reported."
    elif outcome.minutes is not None:
        yield (
            "Only the reporting practitioner's minutes on the date of the visit count, with or without the patient; "
            "staff minutes do not count."
        )


def _range(element: Element) -> str:
    return f"{element.low} to {element.high}" if element.is_open else f"{element.low}"
