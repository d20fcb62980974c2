"""Which codes for what was done through a scope? Pure.

acts told                      -> their codes, the highest value first; the look is inside
two acts at one lesion         -> only the column one code of an NCCI pair; at other lesions both, 59 on column two
began as screening             -> PT on each line for Medicare, 33 for other payers
nothing done at a screening    -> G0105 or G0121 for Medicare, with KX after a positive stool test; 45378-33 otherwise
removal without a technique    -> all techniques, and to ask for it

Sources: corpus/text/guidelines/modifiers-preventive-33-pt.md, multiple-procedures-and-endoscopy-families.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.procedures.surgery.endoscopy.facts import FOLDER, Done, Facts
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances.payers import Payer

LOOK = "look"


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines of one session. ``dropped`` are codes that one lesion or an edit takes away; ``apart`` are the codes
    that need 59 or XS; ``open_relation`` is True where both readings are told. ``modifier`` is PT, 33 or ""."""

    facts: Facts
    codes: tuple[str, ...]
    apart: frozenset[str]
    dropped: tuple[str, ...]
    open_relation: bool
    modifier: str
    screening_code: str
    techniques: tuple[tuple[str, str], ...]
    months: dict[str, int]


def decide(facts: Facts, day: date) -> Choice | None:
    """The codes; None where neither an act nor a reason is told."""
    values = parameters(FOLDER)
    table, ranks = values.at("codes", day), values.at("value_order", day)
    screens, months = values.at("screening_codes", day), values.at("screening_months", day)
    if table is None or ranks is None or screens is None or months is None:
        return None
    acts = [act for done in facts.scopes for act in done.acts]
    lower = any(done.scope == "colonoscopy" for done in facts.scopes)
    if not acts and not (facts.screening and lower) and not facts.polyp_by_unknown and len(facts.scopes) == 1:
        return None
    lower_acts = any(done.acts for done in facts.scopes if done.scope == "colonoscopy")
    # Medicare has its own code for a screening at which nothing was removed.
    only_looked = bool(facts.screening) and facts.payer is Payer.MEDICARE and lower and not lower_acts
    screening = screens.value["high" if facts.high_risk else "average"]
    codes, apart, dropped, is_open = list[str](), set[str](), list[str](), False
    for done in facts.scopes:
        looked = screening if done.scope == "colonoscopy" and only_looked else table.value[done.scope][LOOK]
        chosen = [table.value[done.scope][act] for act in done.acts] or [looked]
        kept, marked, gone, opened = _paired(chosen, done, day)
        codes, apart, dropped, is_open = [*codes, *kept], apart | marked, [*dropped, *gone], is_open or opened
    order = {code: place for place, code in enumerate(ranks.value)}
    first = facts.scopes[0].scope
    removal = ("snare", "hot_biopsy", "biopsy")
    return Choice(
        facts=facts,
        codes=tuple(sorted(dict.fromkeys(codes), key=lambda code: order.get(code, len(order)))),
        apart=frozenset(apart),
        dropped=tuple(dropped),
        open_relation=is_open,
        modifier=_modifier(facts) if lower and not only_looked else "",
        screening_code=screening,
        techniques=tuple((act, table.value[first][act]) for act in removal) if facts.polyp_by_unknown else (),
        months=dict(months.value),
    )


def _modifier(facts: Facts) -> str:
    if not facts.screening or facts.payer is None:
        return ""
    if facts.payer is Payer.MEDICARE:
        return "PT"
    return "" if facts.screening == "surveillance" else "33"


def _paired(codes: list[str], done: Done, day: date) -> tuple[list[str], set[str], list[str], bool]:
    """Codes of one scope after the edits: kept, those that need 59, those dropped, and whether the lesions are open."""
    values = parameters(FOLDER)
    never, separate = values.at("parts_of", day), values.at("separate_with_modifier", day)
    inside = {part for code in codes for part in (never.value.get(code, ()) if never else ())}
    second = {part for code in codes for part in (separate.value.get(code, ()) if separate else ())}
    kept = [code for code in codes if code not in inside]
    marked = second.intersection(kept)
    dropped = sorted(inside.intersection(codes))
    if done.separate is False:
        return [code for code in kept if code not in marked], set(), [*dropped, *sorted(marked)], False
    return kept, marked, dropped, bool(marked) and done.separate is None
