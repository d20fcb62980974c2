"""What is told of vaccines: which, how many, for whom, with whose counseling, and who pays. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from assistant.procedures.case import Case, Span
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Amount, Kind, Mention, Told

FAMILY = "vaccines"
_MOST = 12
_MONTHS = 12
_OLDEST = 120
# Nouns of vaccines that are counted and not named.
_COUNTED = ("vaccine", "shot", "immunization", "vaccination", "vaccines")
_OTHER_WAY = "nasal or oral"


@dataclass(frozen=True, slots=True)
class Vaccine:
    """One vaccine given. ``name`` is empty where it is only counted."""

    name: str
    product: str | None
    components: int | None
    kind: str
    injected: bool
    place: Span


@dataclass(frozen=True, slots=True)
class Vaccination:
    """What is given on one day. ``months`` None: no age is told. ``counseled`` None: nothing is told of counseling."""

    vaccines: tuple[Vaccine, ...]
    months: Decimal | None
    child: bool
    adult: bool
    counseled: bool | None
    medicare: bool | None
    injured: bool
    home: bool
    visit: bool
    rests_on: tuple[Span, ...] = field(default=(), compare=False)


def vaccination_of(case: Case, table: Mapping[str, Any], by_age: Mapping[str, Any]) -> Vaccination | None:
    """The vaccines that are told; None where none is."""
    told = case.told(FAMILY)
    ages = _ages(told)
    months = ages[-1].value if ages else None
    named = list(_named(told, table, by_age, months))
    named = _with_codes(case, table, named)
    vaccines = [*named, *_counted(told, named)]
    if not vaccines:
        return None
    only = {table[each.name].get("only") for each in vaccines if each.name}
    child = "child" in only or told.has("child")
    return Vaccination(
        vaccines=tuple(vaccines),
        months=months,
        child=child,
        adult=not child and ("adult" in only or told.has("adult")),
        counseled=_counseled(told),
        medicare=_medicare(case, told),
        injured=told.has("wound"),
        home=told.has("home_given"),
        visit=told.has("visit"),
        rests_on=(
            *(each.place for each in vaccines),
            *(age.span for age in ages),
            *told.spans("counseled", "no_counsel", "vaccine", "asks", "medicare", "component", "child", "adult"),
            *told.spans("asks_dx", "asks_each", "staff_gave"),
            *case.spans_of(case.procedures),
        ),
    )


def _ages(told: Told) -> list[Amount]:
    """Ages in the order told, also "turned 19"; a later one corrects an earlier one."""
    turned = [
        replace(amount, kind=Kind.AGE, value=amount.value * _MONTHS)
        for amount in told.amounts(Kind.COUNT)
        if amount.before[-1:] in (("turned",), ("turning",)) and amount.value <= _OLDEST
    ]
    return sorted((*told.amounts(Kind.AGE), *turned), key=lambda amount: amount.start)


def _counseled(told: Told) -> bool | None:
    """What is said last of counseling; who gave the shot says something only where nothing else does."""
    without = [mention.end for mention in told.mentions("no_counsel")]
    without += [mention.end for mention in told.mentions("counseled") if mention.negated]
    inside = told.spans("no_counsel")
    done = [
        mention.end
        for mention in told.mentions("counseled")
        if not mention.negated and not any(start <= mention.start < end for start, end in inside)
    ]
    if without or done:
        return max(done, default=0) > max(without, default=0)
    return False if told.mentions("staff_gave") else None


def _medicare(case: Case, told: Told) -> bool | None:
    if case.payer is Payer.MEDICARE or told.has("medicare"):
        return True
    return False if case.payer is not None or told.has("medicaid", "vfc") else None


def _named(
    told: Told, table: Mapping[str, Any], by_age: Mapping[str, Any], months: Decimal | None
) -> Iterator[Vaccine]:
    """Each named vaccine once; of names that overlap the longest, of a general and a closer name the closer one."""
    mentions = [
        mention
        for mention in told.story.mentions
        if mention.concept.removeprefix(f"{FAMILY}.") in table
        and mention.concept.startswith(f"{FAMILY}.")
        and not mention.negated
    ]
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.start - each.end, each.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    names = {mention.concept.removeprefix(f"{FAMILY}.") for mention in kept}
    seen: set[str] = set()
    for mention in sorted(kept, key=lambda each: each.start):
        name = mention.concept.removeprefix(f"{FAMILY}.")
        stem = f"{name.removesuffix('_vaccine')}_"
        closer = any(
            other != name and other.startswith(stem) and table[other]["kind"] == table[name]["kind"] for other in names
        )
        if name in seen or (closer and name != "dtap"):
            continue
        seen.add(name)
        yield _vaccine(name, table[name], by_age, months, told, (mention.start, mention.end))


def _vaccine(
    name: str, row: Mapping[str, Any], by_age: Mapping[str, Any], months: Decimal | None, told: Told, place: Span
) -> Vaccine:
    product = row["product"]
    rule = by_age.get(name)
    if rule is not None and not told.has("dialysis"):
        if months is not None:
            product = rule["young"] if months < rule["below"] * _MONTHS else rule["grown"]
        elif told.has("adult", "medicare") and not told.has("child"):
            product = rule["grown"]
    injected = row["way"] != _OTHER_WAY
    if name == "flu" and told.has("nasal"):
        injected = False
    return Vaccine(name, product, row["components"], row["kind"], injected, place)


def _with_codes(case: Case, table: Mapping[str, Any], named: list[Vaccine]) -> list[Vaccine]:
    """Vaccines told by their product's code: it completes one that is named ("flu HD 90662"), or is one of its own."""
    products = {row["product"]: (name, row) for name, row in table.items() if row["product"]}
    vaccines = list(named)
    for code in case.procedures:
        name, row = products.get(str(code), ("", None))
        if row is None or any(each.product == str(code) for each in vaccines):
            continue
        place = next(iter(case.spans_of([code])), (0, 0))
        own = Vaccine(name, row["product"], row["components"], row["kind"], row["way"] != _OTHER_WAY, place)
        same = [at for at, each in enumerate(vaccines) if not each.product and _may_be(own, each)]
        if same:
            vaccines[same[0]] = own
        else:
            vaccines.append(own)
    return vaccines


def _may_be(product: Vaccine, named: Vaccine) -> bool:
    """Whether a product may be the vaccine that is named beside it: of one kind, or "90621, the meningitis vaccine"."""
    alike = bool(named.name) and product.name.split("_")[0] == named.name.split("_")[0]
    return product.kind == named.kind != "other" or alike


def _counted(told: Told, named: list[Vaccine]) -> Iterator[Vaccine]:
    """ "two vaccines", "3 shots and one oral": those that are counted beyond the ones with a name."""
    components = _components(told)
    spare = len(named)
    for amount in told.counts_of(*_COUNTED, "nasal", "oral", "intranasal", "injection"):
        if amount.value != int(amount.value) or not 0 < amount.value <= _MOST or not _is_given(amount):
            continue
        injected = not {"nasal", "oral", "intranasal"}.intersection(amount.noun[:1])
        further = int(amount.value) - spare
        spare = 0 if not named else _MOST
        for index in range(max(0, further)):
            yield Vaccine("", None, components if index == 0 else None, "other", injected, amount.span)


def _is_given(amount: Amount) -> bool:
    return bool({*_COUNTED, "nasal", "oral", "intranasal", "injection"}.intersection(amount.noun[:2]))


def _components(told: Told) -> int | None:
    counted = told.counts_of("component", "antigen")
    return int(counted[0].value) if counted and counted[0].value <= _MOST else None
