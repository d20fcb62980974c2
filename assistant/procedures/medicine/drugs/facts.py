"""What is told of doses: which drug or code, how much was given, from which vials, and what was discarded. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.drugs.names import FAMILY, FLUID, classes, drug_of, drugs_in
from assistant.procedures.medicine.drugs.vials import (
    ALL_ROLES,
    Quantity,
    Vials,
    is_vial,
    quantity_of,
    said_to_be_given,
    vials_of,
)
from assistant.rules.basis.parameters import Parameters
from assistant.understand.story import Amount, Kind, Mention, Role, Told
from corpus.codes import HcpcsCode

_FAR = 10**9
_PER = ("ml", "cc")
BARE = "bare"  # a measure that is not told: the usual one of the drug
_BEHIND_A_BARE_DOSE = frozenset(
    "iv im ivp ivpb subq sq sc sub po push injection inj shot each per every given pushed used what to in into for and "
    "over then x we i he she they was but billed medicare office both bilateral bill billed all l r left right".split()
)


@dataclass(frozen=True, slots=True)
class Dose:
    """One drug as told. ``code`` is set where the HCPCS code itself is named, ``billed`` are units told for it.

    ``times`` multiplies a dose that is told for each of several places; ``open_times`` says that "each" is told and
    not of how many.
    """

    drug: str | None
    code: HcpcsCode | None
    given: Quantity | None
    times: int
    open_times: bool
    vials: Vials | None
    wasted: Quantity | None
    says_waste: bool
    billed: int | None
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The stretch of the text that tells of one drug."""

    drug: str | None
    code: HcpcsCode | None
    place: Span
    begin: int
    end: int


def doses_of(case: Case, values: Parameters) -> tuple[Dose, ...]:
    """The doses that are told, in order; empty where no drug or drug code is named."""
    told = case.told(FAMILY)
    parts = _parts(case, told)
    return tuple(_dose(case, told, part, values, alone=len(parts) == 1) for part in parts)


def _parts(case: Case, told: Told) -> list[_Part]:
    named: list[tuple[int, int, str | None, HcpcsCode | None]] = []
    for mention in drugs_in(told.story):
        if not mention.negated:
            named.append((mention.start, mention.end, drug_of(mention), None))
    for code in case.codes:
        if isinstance(code, HcpcsCode) and str(code)[0] in "JQ":
            named += [(start, end, None, code) for start, end in case.places.get(code, ())[:1]]
    named.sort()
    told_doses = [amount.start for amount in _amounts(told)]
    leads = bool(named and told_doses and told_doses[0] < named[0][0] and not _between(told_doses, named))
    found = []
    for index, (start, end, drug, told_code) in enumerate(named):
        begin = (named[index - 1][1] if index else 0) if leads else (start if index else 0)
        after = end if leads and index + 1 < len(named) else named[index + 1][0] if index + 1 < len(named) else _FAR
        found.append(_Part(drug, told_code, (start, end), begin, after))
    return _joined(found)


def _between(doses: list[int], named: list[tuple[int, int, str | None, HcpcsCode | None]]) -> bool:
    """True when a dose stands behind the last drug: each drug then leads its own dose."""
    return len(named) > 1 and doses[-1] > named[-1][1] and len(doses) >= len(named)


def _joined(parts: list[_Part]) -> list[_Part]:
    """A drug and its code beside it are one: "toradol 60 mg J1885". The same drug told twice is one as well."""
    drugs = [part for part in parts if part.drug is not None]
    codes = [part for part in parts if part.code is not None]
    if len({part.drug for part in drugs}) == 1 and len(codes) <= 1:
        first = min(parts, key=lambda part: part.begin)
        last = max(parts, key=lambda part: part.end)
        code = codes[0].code if codes else None
        return [_Part(drugs[0].drug, code, drugs[0].place, first.begin, last.end)]
    if codes and not drugs:
        return codes
    return drugs if not codes else []


def _amounts(told: Told) -> tuple[Amount, ...]:
    doses = told.amounts(Kind.DOSE, roles=ALL_ROLES)
    return tuple(sorted((*doses, *told.counts_of("unit"), *told.counts_of("million")), key=lambda each: each.start))


def _bare(told: Told, part: _Part) -> Amount | None:
    """ "toradol 30 iv push", "prolia 60 subq": the number right behind a drug, with nothing that it counts."""
    found = (each for each in told.amounts(Kind.COUNT) if part.drug is not None and not each.unit)
    found = (each for each in found if 0 <= each.start - part.place[1] <= 1)
    return next((each for each in found if not each.noun or each.noun[0] in _BEHIND_A_BARE_DOSE), None)


def _dose(case: Case, told: Told, part: _Part, values: Parameters, *, alone: bool) -> Dose:
    mine = [amount for amount in _amounts(told) if alone or part.begin <= amount.start < part.end]
    mine = [amount for amount in mine if amount.kind is Kind.DOSE or amount.noun[:1] in (("unit",), ("million",))]
    mine = [amount for amount in mine if amount.kind is Kind.DOSE or amount.before[-2:] != ("vial", "of")]
    # "(10mg/unit)", "10 mg per unit" say what one unit of the code is.
    mine = [each for each in mine if each.kind is not Kind.DOSE or "unit" not in _after_per(each.noun)]
    weights = [amount for amount in mine if amount.unit == "kg"]
    sizes = [amount for amount in mine if is_vial(amount)]
    if len(sizes) == len(mine) > 1:  # "from a 10 mL vial, 40 mg": the size is told before, so the other is the dose
        sizes = [amount for amount in sizes if amount.before[-1:] != ("vial",)]
    wasted = [amount for amount in mine if _is_wasted(told, amount) and amount not in sizes]
    strengths = [amount for amount in mine if amount.noun[:1] and amount.noun[0] in _PER]
    rest = [
        each for each in mine if each not in (*weights, *sizes, *wasted, *strengths) and _could_be_given(each, part)
    ]
    given = _given(rest, weights, strengths, told, part, values)
    if given is None and sizes and not wasted and not rest:
        given = _of_container(told, quantity_of(sizes[0]))
    each = rest[0] if rest else None
    times, unknown = _times(told, each)
    spans = [amount.span for amount in mine]
    bare = _bare(told, part) if given is None and not mine else None
    if bare is not None:
        given, spans = Quantity(bare.value, BARE), [bare.span]
        times, unknown = _times(told, bare)
    line = next((line for line in case.lines if part.code is not None and line.code == part.code), None)
    return Dose(
        drug=part.drug,
        code=part.code,
        given=given,
        times=times,
        open_times=unknown,
        vials=vials_of(told, sizes, mine, given),
        wasted=quantity_of(wasted[0]) if wasted else _bare_waste(told, given),
        says_waste=told.has("waste", "jw"),
        billed=line.units if line else None,
        rests_on=(
            *spans,
            part.place,
            *told.spans("asks_drug", "waste", "vial", "jw", "jz", "single_dose", "multiple_dose"),
            *case.spans_of(case.procedures),
        ),
    )


def _after_per(noun: tuple[str, ...]) -> tuple[str, ...]:
    return noun[1:2] if noun[:1] == ("per",) else noun[:1]


def _could_be_given(amount: Amount, part: _Part) -> bool:
    no_fluid = amount.unit == "l" and classes().get(part.drug or "") != FLUID
    return not no_fluid and amount.unit != "kg" and amount.role is not Role.BOUND


def _is_wasted(told: Told, amount: Amount) -> bool:
    """ "20 mg wasted", "discarded 45 units"."""
    for mention in told.mentions("waste"):
        if mention.sentence != amount.sentence:
            continue
        near = mention.start - amount.end if mention.start >= amount.end else amount.start - mention.end
        if mention.clause == amount.clause and 0 <= near <= 14:
            others = [each for each in _amounts(told) if each is not amount and each.clause == amount.clause]
            nearer = (_distance(each, mention) - (each.start > amount.start) for each in others)
            if all(distance >= near for distance in nearer):  # "gave 85 u discarded 15 u": the one behind
                return True
    return False


def _of_container(told: Told, whole: Quantity) -> Quantity:
    """What was given of a container: the number that says so, what the waste leaves, or all ("a 60 mg syringe")."""
    if (said := said_to_be_given(told, whole)) is not None:
        return said
    wasted = _bare_waste(told, whole)
    left = whole.value - wasted.value if wasted is not None else whole.value
    return Quantity(left, whole.measure) if left > 0 else whole


def _bare_waste(told: Told, given: Quantity | None) -> Quantity | None:
    """ "wasted 45", "45 wasted": the number right beside the word, in the measure of the dose."""
    for mention in told.mentions("waste"):
        for amount in told.amounts(Kind.COUNT):
            bare = not amount.unit and amount.noun[:1] not in (("unit",), ("vial",))
            beside = 0 <= amount.start - mention.end <= 2 or 0 <= mention.start - amount.end <= 2
            if given is not None and bare and beside and amount.value > 0:
                return Quantity(amount.value, given.measure)
    return None


def _distance(amount: Amount, mention: Mention) -> int:
    return mention.start - amount.end if mention.start >= amount.end else amount.start - mention.end


def _given(
    rest: list[Amount],
    weights: list[Amount],
    strengths: list[Amount],
    told: Told,
    part: _Part,
    values: Parameters,
) -> Quantity | None:
    if not rest:
        return None
    solid = [amount for amount in rest if amount.unit not in ("ml", "l")]
    first = next((amount for amount in solid if amount.kind is Kind.DOSE), solid[0] if solid else rest[0])
    quantity = quantity_of(first)
    if first.noun[:1] == ("kg",):
        return Quantity(quantity.value * weights[0].value, quantity.measure) if weights else None
    if quantity.measure == "ml":
        strength = quantity_of(strengths[0]).value if strengths else _strength_of_name(told, part, values)
        return Quantity(quantity.value * strength, "mg") if strength else quantity
    return quantity


def _strength_of_name(told: Told, part: _Part, values: Parameters) -> Decimal | None:
    """ "1 cc of kenalog 40": the number that makes part of a product's name."""
    named = values.at("strengths_in_names", date.max)
    strengths = named.value.get(part.drug, ()) if named else ()
    for amount in told.amounts(Kind.COUNT, roles=ALL_ROLES):
        if 0 <= amount.start - part.place[1] <= 2 and amount.value in strengths:
            return amount.value
    return None


def _times(told: Told, amount: Amount | None) -> tuple[int, bool]:
    """How many times a dose was given, and whether it is told for "each" of an unknown number."""
    if amount is None:
        return 1, False
    follows = [count for count in told.amounts(Kind.COUNT, roles=ALL_ROLES) if count.unit == "x"]
    beside = [count for count in follows if 0 <= count.start - amount.end <= 12]
    if beside and beside[0].value <= 20:
        return int(beside[0].value), False
    around = (*amount.before[-1:], *amount.noun[:3])
    if "each" not in around and "per" not in around and "apiece" not in around:
        return 1, False
    if told.has("bilateral"):
        return 2, False
    counted = told.counts_of("injection", "joint", "knee", "shoulder", "hip", "shot", "dose", "site")
    whole = [count for count in counted if count.value == int(count.value) and 1 < count.value <= 10]
    return (int(whole[0].value), False) if whole else (1, True)
