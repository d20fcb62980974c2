"""Burns in order: the highest degree first, each site with its side, then the extent; a scar that is left goes first.

several degrees at one site and side -> the highest only
body surface told                    -> T31 by the total and by the share of third degree
late effect                          -> the scar, then the burn with S, no extent

Sources: guidelines I.C.19.d; parameters.yaml (burn_...). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Amount, Kind, Mention, Role, Told

_DEGREES = ("third_degree", "second_degree", "first_degree")
_SCARS = ("keloid_scar", "contracture_scar", "plain_scar")
_TEN, _MOST = 10, 9
_REACH = 4  # words between a site and its side


@dataclass(frozen=True, slots=True)
class _Burn:
    site: str
    degree: int
    side: str
    percent: Decimal | None


def burn_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of burns whose sites and degrees are told."""
    told = case.told(FAMILY)
    parameter = tables.entry("burn_sites")
    if not told.has("burn") and not (told.has("body_surface") and told.has(*_DEGREES)):
        return None
    if parameter is None or told.has("sunburn", "procedure_graft", "sepsis", "radiation", "finger_word"):
        return None
    burns = _burns(told, tables)
    if not burns or any(burn.degree == 0 for burn in burns):
        return None
    scar = first_of(told, _SCARS)
    if scar is not None or told.has("sequela_words"):
        return _late(told, tables, burns, scar)
    highest = sorted(burns, key=lambda burn: -burn.degree)
    extent = _extent(burns, told)
    phase = "D" if told.has("burn_follow") else "A"
    codes = unique((*(_code(burn, tables, phase) for burn in highest), extent))
    if len(codes) == 1 and not told.has("says_diagnosis", "asks_diagnosis"):
        return None
    return Listed(
        name="burns",
        codes=codes,
        lead=_lead(told, burns) + (", the extent last" if extent else ""),
        reasons=(
            "Several degrees at one site and side: only the highest.",
            *(("The extent adds all sites; its last character is the third degree share.",) if extent else ()),
            "External cause codes say source, intent and place.",
        ),
        judged=("T20", "T21", "T22", "T23", "T24", "T25", "T31"),
        rests_on=_places(told, tables),
        parameter=parameter,
        place="section I.C.19.d",
        missing=() if extent else ("percent of the body surface",),
    )


def _lead(told: Told, burns: Sequence[_Burn]) -> str:
    if len(burns) > 1:
        return "the highest degree goes first"
    several = sum(told.has(name) for name in _DEGREES) > 1
    return "several degrees at one site take only the highest" if several else "one burn code by degree, site and side"


def _late(told: Told, tables: Tables, burns: Sequence[_Burn], scar: str | None) -> Listed | None:
    parameter = tables.entry("burn_scars")
    if parameter is None or scar is None:
        return None
    return Listed(
        name="burn-sequela",
        codes=unique((parameter.value[scar], *(_code(burn, tables, "S") for burn in burns))),
        lead="the condition that is left first, then the burn with S for sequela",
        reasons=("No extent code and no time limit; only the burn code takes the S.",),
        judged=("T20", "T21", "T22", "T23", "T24", "T25", "T31"),
        rests_on=(*_places(told, tables), *told.spans(*_SCARS, "sequela_words", "healed")),
        parameter=parameter,
        place="sections I.B.10 and I.C.19.d.8",
    )


def _places(told: Told, tables: Tables) -> tuple[tuple[int, int], ...]:
    shares = tuple(amount.span for amount in told.amounts(Kind.PERCENT, roles=tuple(Role)))
    sides = told.spans("right_side", "left_side")
    return (
        *told.spans("burn", "several_degrees", "same_site_words", "body_surface", *_DEGREES, *tables.of("burn_sites")),
        *sides,
        *shares,
    )


def _burns(told: Told, tables: Tables) -> list[_Burn]:
    """Each site that is told, with the degree, side and share that stand nearest to it; the highest of one site."""
    sites = _sites(told, tables)
    degrees = sorted(
        ((mention.start, 3 - place) for place, name in enumerate(_DEGREES) for mention in told.mentions(name)),
    )
    found: dict[tuple[str, str], _Burn] = {}
    for index, (name, mention) in enumerate(sites):
        end = sites[index + 1][1].start if index + 1 < len(sites) else 10**9
        begin = sites[index - 1][1].end if index else 0
        own = [degree for start, degree in degrees if begin <= start < mention.start]
        behind = [degree for start, degree in degrees if mention.end <= start < end]
        leads = bool(degrees) and degrees[0][0] < sites[0][1].start
        degree = max(own if leads else behind, default=0)
        if not degree:
            before = [each for start, each in degrees if start < mention.start]
            degree = before[-1] if before and leads else max((each for _, each in degrees), default=0)
        share = _share(told, mention, begin, end)
        burn = _Burn(name, degree, _side(told, mention), share)
        known = found.get((name, burn.side))
        if known is None or known.degree < degree:
            found[name, burn.side] = burn
    return list(found.values())


def _sites(told: Told, tables: Tables) -> list[tuple[str, Mention]]:
    """The sites in order, without those that stand within a longer one ("back" of "back of the hand")."""
    every = [(name, mention) for name in tables.of("burn_sites") for mention in told.mentions(name)]
    kept = [
        (name, mention)
        for name, mention in every
        if not any(
            other is not mention
            and other.start <= mention.start
            and mention.end <= other.end
            and other.end - other.start > mention.end - mention.start
            for _, other in every
        )
    ]
    return sorted(kept, key=lambda each: each[1].start)


def _side(told: Told, site: Mention) -> str:
    words = [token for token in told.story.tokens if not token.is_sign]
    at = next(index for index, token in enumerate(words) if token.start == site.start)
    for token in (*reversed(words[max(0, at - _REACH) : at + 1]), *words[at + 1 : at + 3]):
        if token.word in ("right", "rt", "r"):
            return "right"
        if token.word in ("left", "lt", "l"):
            return "left"
    return "unspecified"


def _share(told: Told, site: Mention, begin: int, end: int) -> Decimal | None:
    shares = told.amounts(Kind.PERCENT, roles=tuple(role for role in Role if role is not Role.TOTAL))
    behind = [amount for amount in shares if site.end <= amount.start < end]
    before = [amount for amount in shares if begin <= amount.start < site.start]
    return behind[0].value if behind else before[-1].value if before else None


def _code(burn: _Burn, tables: Tables, phase: str) -> str:
    category, place, sided = tables.of("burn_sites")[burn.site].split()
    side = {"right": "1", "left": "2", "unspecified": "9"}[burn.side] if sided == "side" else "X"
    return f"{category}.{burn.degree}{place}{side}{phase}"


def _extent(burns: Sequence[_Burn], told: Told) -> str | None:
    """T31 by the total and the third degree share; an unknown share counts as none."""
    shares = told.amounts(Kind.PERCENT, roles=tuple(Role))
    if not shares:
        return None
    total = _total(tuple(amount.value for amount in shares), shares)
    if len(burns) == 1:
        third = total if burns[0].degree == len(_DEGREES) else Decimal(0)
    elif len(shares) < len(burns):
        third = total if all(burn.degree == len(_DEGREES) for burn in burns) else Decimal(0)
    else:
        third = sum((burn.percent or Decimal(0) for burn in burns if burn.degree == len(_DEGREES)), Decimal(0))
    tens = min(int(total // _TEN), _MOST)
    return f"T31.{tens}{min(int(third // _TEN), tens)}" if tens else "T31.0"


def _total(values: Sequence[Decimal], shares: Sequence[Amount]) -> Decimal:
    """The one called total, else the one that the others add up to, else the sum."""
    whole = next((amount.value for amount in shares if amount.role is Role.TOTAL), None)
    added = sum(values, Decimal(0))
    if whole is None and len(values) > 2:
        whole = next((value for value in values if value * 2 == added), None)
    return added if whole is None else whole
