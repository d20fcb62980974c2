"""Vaccines: administration codes by age, counseling, way and payer, and product codes."""

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.vaccines.decide import FOLDER, decide
from assistant.procedures.medicine.vaccines.facts import FAMILY
from assistant.procedures.medicine.vaccines.product import asked_product, tell_product
from assistant.procedures.medicine.vaccines.words import Asked, tell
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict
from assistant.understand.story import Kind
from corpus.codes import Code

_ADMINISTRATION = ("9046?", "9047?", "90480", "G0008", "G0009", "G0010", "96380", "96381", "96372")
_VISITS = ("992[01]?", "993[89]?", "9928?", "G0438", "G0439", "G0402")


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the vaccines that a case tells; none where none is given, or an illness or a test is told."""
    told = case.told(FAMILY)
    if told.has("flu_illness", "refused", "ppd", "allergy", "part_d") or told.mentions("refused"):
        return
    table = parameters(FOLDER).at("vaccines", day)
    if table is not None and (product := asked_product(case, table)):
        if verdict := tell_product(product, case, day, figures, table):
            yield verdict
        return
    named = [code for code in case.codes if _fits(code, _ADMINISTRATION)]
    if told.has("illness") and not (named or told.has("asks_administration")):
        return
    giving = told.has("given") and told.has("asks_giving")
    line = bool(told.amounts(Kind.AGE)) and not told.has("illness")  # "66 yo 90677 medicare": a product for somebody
    if not (named or giving or line or told.has("vaccine", "counseled") or _names_a_brand(case)):
        return
    if told.has("titer") and not named:
        return
    levels: list[Code] = [code for code in case.codes if _fits(code, _VISITS)]
    asked = named or levels or told.has("asks_giving", "counseled", "component", "given") or told.mentions("no_counsel")
    outcome = decide(case, day)
    if outcome and (asked or outcome.told.months is not None or len(outcome.told.vaccines) > 1):
        proposed: dict[Code, int | None] = {line.code: line.units for line in case.lines if line.code in named}
        asks = Asked(
            tuple(named), tuple(levels), proposed, told.has("asks_whether"), told.has("asks_each"), told.has("asks_dx")
        )
        yield tell(outcome, asks, day)


def _fits(code: Code, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(str(code), pattern) for pattern in patterns)


def _names_a_brand(case: Case) -> bool:
    """A vaccine that cannot be mistaken for an illness."""
    loose = {"flu", "covid", "hepb", "hepa", "varicella", "zoster", "hpv", "rotavirus", "pneumo", "td", "polio"}
    return any(
        mention.concept.startswith(f"{FAMILY}.") and mention.concept.removeprefix(f"{FAMILY}.") not in loose
        for mention in case.story.mentions
        if mention.concept.removeprefix(f"{FAMILY}.").split("_")[0] in _BRANDED
    )


_BRANDED = frozenset("tdap dtap mmr mmrv flu pneumo hepb hepa hib rotavirus meningitis rsv rabies typhoid dt".split())
