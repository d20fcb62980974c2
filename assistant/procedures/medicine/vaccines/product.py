"""Which vaccine a product's code stands for: its brand and what it is, as the code's own entry has them. Pure."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.vaccines.facts import FAMILY
from assistant.rules.basis.parameters import Parameter
from assistant.rules.verdict import Stance, Verdict
from corpus.relations import ProcedureCode

_PLAIN = frozenset("meningococcal vaccine meningitis shot pneumonia covid flu hep hepatitis live influenza".split())


def asked_product(case: Case, table: Parameter) -> ProcedureCode | None:
    """The one product whose vaccine is asked for, as in "90621 which meningitis vaccine"; None for other questions."""
    told = case.told(FAMILY)
    products = {row["product"] for row in table.value.values()}
    if not told.has("which_vaccine") or len(case.codes) != 1 or case.modifiers or told.has("given", "counseled"):
        return None
    return next((code for code in case.procedures if str(code) in products), None)


def tell_product(code: ProcedureCode, case: Case, day: date, figures: Figures, table: Parameter) -> Verdict | None:
    """The brand and kind of a product; None where its entry has no brand."""
    record = figures.record(code, day)
    brands = list(takewhile(_is_name, record.synonyms)) if record else []
    if record is None or not brands:
        return None
    return Verdict(
        key=f"{FAMILY}:product-{code}",
        title=f"Vaccine of {code}",
        stance=Stance.AFFIRMS,
        conclusion=f"**{code}** is **{brands[0]}**{_further(brands[1:])}: {record.description.strip()}",
        reasons=("The product only; giving it has its own code.",),
        row=f"{table.edition.title}: {code}.",
        mentions=frozenset({code, *(each.code for each in record.related)}),
        basis=table.basis(day),
        locator=str(code),
        about=frozenset({code}),
        rests_on=(*case.spans_of([code]), *case.told(FAMILY).spans("which_vaccine", "vaccine", "asks")),
    )


def _is_name(synonym: str) -> bool:
    """True for a brand or the short form of a vaccine, which stand first: "Trumenba", "MenB-FHbp"."""
    words = synonym.lower().split()
    return synonym[:1].isupper() and _PLAIN.isdisjoint(words)


def _further(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
