"""The procedure that goes with a nerve toxin or a drug for the eye, where it is asked for. Pure.

Codes: ``toxin_procedures`` (by what is treated) and ``eye_procedure`` in parameters.yaml; other drugs are given by the
codes of other families.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.medicine.drugs.names import FAMILY, FOLDER, drug_of, drugs_in
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Billed, Verdict
from corpus.codes import CptCode, Modifier


def with_procedure(case: Case, verdict: Verdict, day: date) -> Verdict:
    """The verdict on a toxin's units, with the procedure's code in it where the indication gives one."""
    told = case.told(FAMILY)
    table, eye = (parameters(FOLDER).at(name, day) for name in ("toxin_procedures", "eye_procedure"))
    drugs = {drug_of(mention) for mention in drugs_in(case.story) if not mention.negated}
    if eye is not None and told.has("asks_procedure") and drugs.intersection(eye.value["drugs"]):
        code = CptCode(eye.value["code"])
        return replace(
            verdict,
            conclusion=f"{_first_sentence(verdict)} Injection: **{code}**, RT or LT, 50 for both eyes.",
            mentions=verdict.mentions | {code, *_SIDES},
            about=verdict.about | {code},
            rests_on=(*verdict.rests_on, *told.spans("asks_procedure")),
        )
    if table is None or not told.has("asks_procedure") or not drugs.intersection(table.value["toxins"]):
        return verdict
    found = [name for name in table.value["codes"] if told.has(name)]
    if len(found) != 1:
        return verdict
    entry = table.value["codes"][found[0]]
    code = CptCode(entry["code"])
    each = "x1, once for both sides" if entry["once"] else "for each side"
    return replace(
        verdict,
        conclusion=f"{_first_sentence(verdict)} Procedure: **{code}** {each}.",
        mentions=verdict.mentions | {code},
        about=verdict.about | {code},
        billed=(*verdict.billed, Billed(code)) if entry["once"] else verdict.billed,
        rests_on=(*verdict.rests_on, *told.spans(found[0], "asks_procedure")),
    )


_SIDES = (Modifier("RT"), Modifier("LT"), Modifier("50"))


def _first_sentence(verdict: Verdict) -> str:
    """The codes and units, without the remark behind them."""
    return verdict.conclusion.partition(". ")[0].removesuffix(".") + "."
