"""What an answer tells beside its lead: the same of other codes, other services of one claim, other parts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.leading import BY_THE_WAY, DECIDES, IN_THE_FACTS, answers
from assistant.answering.leading.settling import covered_by
from assistant.rules.verdict import Billed, Ruling, Stance
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code
from corpus.relations import ProcedureCode

# Rules that tell a figure of each code they are asked of.
_OF_EACH = frozenset({"mue", "global", "values", "payment", "status"})
# A verdict on another part of the question rests on this many characters at least that the lead does not use.
_OF_ITS_OWN = 20
_MOST_BESIDES = 2
_MOST_ALIKE = 3
_MOST_PARTS = 2


def alike(wish: Wish, rulings: Sequence[Ruling], lead: Ruling) -> list[Ruling]:
    """The leading rule on the other codes, where a figure of each is asked for: "MUE of 20610 and 11102"."""
    facts = wish is Wish.FACTS  # "global and bilateral of 20610" are two facts
    rules = _OF_EACH | {"modifier"} if facts else _OF_EACH & {lead.rule}
    if lead.rule not in rules or not answers(wish, lead):
        return []
    told = [one for one in rulings if one.rule in rules and answers(wish, one) and one.verdict.stance in DECIDES]
    first = {(one.rule, one.about): one for one in reversed(told)}
    return [one for key, one in reversed(first.items()) if key != (lead.rule, lead.about)][:_MOST_ALIKE]


def besides_of(rulings: Sequence[Ruling], lead: Ruling) -> list[Ruling]:
    """Verdicts on other parts of what was told: a question may hold two. At most two, the one that covers most first.

    Most of what such a verdict rests on is not what the lead rests on; one on the same facts would only say it again.
    """
    taken = lead.verdict.rests_on
    before = covered_by(taken)
    found: list[tuple[int, Ruling]] = []
    for ruling in rulings:
        own = covered_by(ruling.verdict.rests_on)
        fresh = covered_by((*taken, *ruling.verdict.rests_on)) - before
        if (
            ruling.rule != lead.rule
            and ruling.rule not in BY_THE_WAY | IN_THE_FACTS
            and ruling.verdict.stance in DECIDES
            and fresh >= _OF_ITS_OWN
            and fresh * 2 > own
        ):
            found.append((fresh, ruling))
    return [ruling for _, ruling in sorted(found, key=lambda each: -each[0])[:_MOST_BESIDES]]


def parts_of(rulings: Sequence[Ruling], lead: Ruling) -> list[Ruling]:
    """Verdicts on other services of the same case, which bill codes that the lead does not: all of one claim.

    "Ceftriaxone 1 g IM and 99213" is a drug, an injection and a visit, each decided by its own procedure. A verdict
    belongs to the claim when it concludes a further code from something that the lead does not use, and nothing that
    is decided turns down one of its codes, nor it one of the lead's. A code of both stands with the same modifiers.
    """
    if lead.verdict.stance is Stance.DENIES:
        return []
    lines = {line.code: line for line in lead.verdict.billed}
    if not any(isinstance(code, ProcedureCode) for code in lines):
        return []  # modifiers and diagnoses are no claim that a service could be added to
    denied = frozenset(code for ruling in rulings for code in _turned_down(ruling))
    places = set(lead.verdict.rests_on)
    parts: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda each: -covered_by(each.verdict.rests_on)):
        other = ruling.verdict
        fresh = set(other.rests_on) - places
        if (
            len(parts) < _MOST_PARTS
            and ruling.rule != lead.rule
            and other.stance is Stance.AFFIRMS
            and covered_by(fresh) > 0
            and any(isinstance(line.code, ProcedureCode) and line.code not in lines for line in other.billed)
            and all(_agrees(line, lines.get(line.code)) for line in other.billed)
            and denied.isdisjoint(line.code for line in other.billed)
            and other.denies.isdisjoint(lines)
        ):
            parts.append(ruling)
            places |= fresh
            lines |= {line.code: line for line in other.billed if line.code not in lines}
    return parts


def concluded_codes(rulings: Sequence[Ruling], lead: Ruling) -> frozenset[Code]:
    """The codes and modifiers that the lead and the other parts of its claim bill."""
    billed = (line for ruling in (lead, *parts_of(rulings, lead)) for line in ruling.verdict.billed)
    return frozenset(code for line in billed for code in (line.code, *line.modifiers)) - lead.verdict.denies


def _turned_down(ruling: Ruling) -> frozenset[Code]:
    return ruling.verdict.denies if ruling.verdict.stance in DECIDES else frozenset()


def _agrees(line: Billed, told: Billed | None) -> bool:
    return told is None or (line.units == told.units and set(line.modifiers) <= set(told.modifiers))
