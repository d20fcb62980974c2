"""The field of a modifier in words: yes or no first, then what must be so, or what serves in its place."""

from __future__ import annotations

from assistant.rules.indicators.fields.decide import FieldFinding, FieldVerdict
from assistant.rules.verdict import Stance, Verdict, bold
from corpus.codes import Modifier

FIELD = "field"
_SAYS = "The record must show it; a payer may want it otherwise."
_KINDS = {
    "visit": "an E/M service",
    "anesthesia": "an anesthesia code",
    "surgery": "a procedure",
    "imaging": "an imaging service",
    "laboratory": "a laboratory test",
    "drug": "a drug",
    "medicine": "a service of medicine",
}


def tell_field(verdict: FieldVerdict) -> Verdict:
    """May the modifier stand on the code, by what the modifier is for?"""
    code, modifier, field = verdict.code, verdict.modifier, verdict.field
    here = verdict.finding is FieldFinding.HERE
    kind = _KINDS[verdict.kind]
    if here:
        said = f"Yes, {bold(modifier)} goes on {kind} like {bold(code)}, when {field['when']}."
    else:
        said = f"No: {bold(modifier)} does not go on {bold(code)}, {kind}; {field['instead']}."
    further = field.get("of_code", {}).get(str(code))
    named = () if here else tuple(map(Modifier, field.get("mentions", ())))
    edition = verdict.basis.edition
    assert edition is not None  # a parameter always has its source
    return Verdict(
        key=f"{FIELD}:{code}:{modifier}",
        title=f"Modifier {modifier} on {code}",
        stance=Stance.CONDITIONS if here else Stance.DENIES,
        conclusion=said,
        mend=f"add records that show that {field['when']}" if here else f"take {modifier} off {code}",
        reasons=tuple(filter(None, (f"{further}." if further else "", _SAYS if here else ""))),
        row=f"{edition.title}: modifier {modifier}.",
        mentions=frozenset({code, modifier, *named}),
        about=frozenset({code, modifier}),
        denies=frozenset() if here else frozenset({modifier}),
        basis=verdict.basis,
        locator=f"modifier {modifier}",
    )
