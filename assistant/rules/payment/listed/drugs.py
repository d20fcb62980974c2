"""Drugs by name and NDC in words: which code, how many billing units in an item and in a package."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from assistant.rules.payment.listed.decide import Listed, ListedFinding, codes_of, units_of
from assistant.rules.payment.listed.words import tell
from assistant.rules.verdict import Billed, Stance, Verdict, bold, edition_phrase
from corpus.fees import DrugProduct
from corpus.relations import ProcedureCode

_MOST_CODES = 6
_MOST_PRODUCTS = 5
_MOST_LABELERS = 3


def tell_drug(
    found: Listed[DrugProduct],
    dose: tuple[Decimal, str] | None = None,
    also: Sequence[ProcedureCode] = (),
    rests_on: Sequence[tuple[int, int]] = (),
) -> Verdict:
    """Which code a drug's name is billed with, and how many units a told dose is (a number and its measure).

    ``also`` are codes that another source has for the name; ``rests_on`` are the places of the question that tell it.
    """
    codes = tuple(sorted({*codes_of(found.rows), *also}, key=str))
    name, unit = found.rows[0].name, _unit(found.rows)
    shown = codes[:_MOST_CODES]
    units = units_of(*dose, unit) if dose and len(codes) == 1 else None
    number = int(units.to_integral_value(ROUND_CEILING)) if units else 1
    billed = tuple(Billed(code, number) for code in codes) if len(codes) == 1 else ()
    if units is not None and dose is not None:
        given = f"{dose[0].normalize():f} {dose[1]}"
        conclusion = f"**{codes[0]}** x{number}: {given} of {name}, and one unit is {unit}."
    elif len(codes) == 1:
        conclusion = f"{bold(codes[0])} is the code of {name}{f': one unit is {unit}' if unit else ''}."
    else:
        conclusion = f"{name} is billed with {_joined(shown)}: which one depends on the product."
    reasons = [reason for code in shown if (reason := _of_code(code, found.rows, alone=len(codes) == 1))]
    if units is not None and units % 1:
        reasons.append("A part of a unit is billed as the next whole one.")
    reasons.append("CMS's crosswalk is of Medicare Part B; another payer may want another code or an NDC beside it.")
    return Verdict(
        key=f"drug:{found.subject}",
        title=f"{name} in the ASP NDC-HCPCS crosswalk",
        stance=Stance.AFFIRMS,
        conclusion=conclusion,
        reasons=tuple(reasons),
        row=f"{edition_phrase(found.basis)}: {name}, {', '.join(map(str, codes))}.",
        mentions=frozenset(codes),
        basis=found.basis,
        locator=f"drug name {name}",
        about=frozenset(codes),
        billed=billed,
        rests_on=tuple(rests_on),
    )


def tell_ndc(found: Listed[DrugProduct], ndc: str) -> Verdict:
    """Which code an NDC is billed with, and how many units its package has. ``ndc`` is as it is printed."""
    if found.finding is not ListedFinding.LISTED:
        return tell(found)
    codes = codes_of(found.rows)
    told = "; ".join(f"{bold(row.code)}, {_units(row)}" for row in found.rows[:_MOST_PRODUCTS])
    product = found.rows[0]
    return Verdict(
        key=f"listed:asp_crosswalk:{ndc}",
        title=f"NDC {ndc} in the ASP NDC-HCPCS crosswalk",
        stance=Stance.AFFIRMS,
        conclusion=f"NDC {ndc} ({product.name}) is billed with {told}.",
        reasons=tuple(_why(found.rows)),
        row=f"{edition_phrase(found.basis)}: {'; '.join(map(_row, found.rows))}.",
        mentions=frozenset(codes),
        basis=found.basis,
        locator=f"NDC {ndc}",
        about=frozenset(codes),
    )


def tell_ndcs(found: Listed[DrugProduct]) -> Verdict:
    """The NDCs of a code or of a drug's name."""
    if found.finding is not ListedFinding.LISTED:
        return tell(found)
    rows = found.rows
    named = "; ".join(
        f"{_printed(row)} ({row.name}{_beside(row, found.code)}: {_number(row.package_units)} units a package)"
        for row in rows[:_MOST_PRODUCTS]
    )
    more = f"; and {len(rows) - _MOST_PRODUCTS} more in the row" if len(rows) > _MOST_PRODUCTS else ""
    name = bold(found.code) if found.code else rows[0].name
    one = len(rows) == 1
    return Verdict(
        key=f"listed:asp_crosswalk:{found.subject}",
        title=f"NDCs of {found.subject}",
        stance=Stance.AFFIRMS,
        conclusion=f"{name} has {len(rows)} NDC{'' if one else 's'} in the crosswalk: {named}{more}.",
        reasons=tuple(_why(rows)),
        row=f"{edition_phrase(found.basis)}: {'; '.join(map(_row, rows))}.",
        mentions=frozenset(codes_of(rows)),
        basis=found.basis,
        locator=f"rows of {found.subject}",
        about=frozenset({found.code} if found.code else set()),
    )


def _why(rows: Sequence[DrugProduct]) -> list[str]:
    dosages = {f"One unit of {bold(row.code)} is {row.dosage.lower()}." for row in rows if row.dosage}
    return [*sorted(dosages)[:_MOST_PRODUCTS], "Bill the units that were given: those here are of a whole package."]


def _units(row: DrugProduct) -> str:
    package = f"{_number(row.package_units)} billing units in the package"
    if row.item_units is None or row.item_units == row.package_units:
        return package
    return f"{package}, {_number(row.item_units)} in each item of it"


def _row(row: DrugProduct) -> str:
    return (
        f"{_printed(row)} {row.name}, {row.labeler}, {row.code}, dosage {row.dosage}, package size {row.package_size}, "
        f"quantity {row.package_quantity}, billing units {row.item_units}, in the package {row.package_units}"
    )


def _printed(row: DrugProduct) -> str:
    return f"{row.ndc[:5]}-{row.ndc[5:9]}-{row.ndc[9:]}"


def _number(amount: Decimal | None) -> str:
    return "unknown" if amount is None else f"{amount.normalize():f}"


def _beside(row: DrugProduct, code: ProcedureCode | None) -> str:
    return "" if code else f", {row.code}"


def _unit(rows: Sequence[DrugProduct]) -> str:
    dosages = {row.dosage.lower() for row in rows if row.dosage}
    return dosages.pop().lower().replace("iu", "IU") if len(dosages) == 1 else ""


def _of_code(code: ProcedureCode, rows: Sequence[DrugProduct], *, alone: bool) -> str:
    """Whose products have the code, and what its unit is; "" where the names are all that is known."""
    those = [row for row in rows if row.code == code and row.labeler]
    if not those or alone:
        return ""
    labelers = list(dict.fromkeys(row.labeler for row in those))
    more = " and others" if len(labelers) > _MOST_LABELERS else ""
    unit = f" (one unit: {_unit(those)})" if _unit(those) else ""
    return f"{bold(code)}{unit}: {', '.join(labelers[:_MOST_LABELERS])}{more}."


def _joined(codes: Sequence[ProcedureCode]) -> str:
    named = [bold(code) for code in codes]
    return f"{', '.join(named[:-1])} or {named[-1]}"
