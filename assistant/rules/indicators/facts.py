"""What the loaded tables say of one code, as passages that can be cited: a line of values and the edition they are of.

Pure. Values are the publisher's own characters; what they mean for a question is a verdict's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.validity.decide import CodeStatus, ValidityFinding
from corpus.codes import Code
from corpus.editions import Edition
from corpus.records import SourceRef
from corpus.relations import CodeListing, Descriptor, FeeScheduleRow, HasSource, Loaded, MueLimit, OppsRow, Table


@dataclass(frozen=True, slots=True)
class TableFact:
    """One table's values of a code. ``short`` fits a card; ``text`` is the passage."""

    key: str
    title: str
    text: str
    short: str
    source: SourceRef
    basis: Basis


def fee_schedule_fact(code: Code, loaded: Loaded[FeeScheduleRow], day: date) -> TableFact | None:
    """Status, global days, relative values and indicators; None when the fee schedule has no row for the code."""
    consulted = consult(loaded, day)
    rows = [row for row in consulted.rows if row.modifier is None] or list(consulted.rows)
    if not rows:
        return None
    row = rows[0]
    values = [
        f"status {row.status}",
        f"global days {row.global_days}" if row.global_days else "",
        f"work RVU {row.work_rvu}" if row.work_rvu is not None else "",
        f"total RVU non-facility {'NA' if row.nonfacility_na else row.nonfacility_total}",
        f"facility {'NA' if row.facility_na else row.facility_total}",
        f"conversion factor {row.conversion_factor}" if row.conversion_factor is not None else "",
        *_indicators(row),
    ]
    parts = [str(other.modifier) for other in consulted.rows if other.modifier]
    split = f" It also has rows for modifier {' and '.join(parts)}." if parts else ""
    text = f"{_edition(consulted.basis)}: {code} has {', '.join(filter(None, values))}.{split}"
    short = ", ".join(filter(None, values[:2]))
    return _fact("fee-schedule", code, "in the Medicare Physician Fee Schedule", text, short, row, consulted.basis)


def _indicators(row: FeeScheduleRow) -> Iterator[str]:
    named = {
        "PC/TC": row.pc_tc,
        "multiple procedure": row.multiple_procedure,
        "bilateral": row.bilateral,
        "assistant": row.assistant,
        "co-surgeon": row.co_surgeon,
        "team": row.team,
    }
    yield from (f"{name} indicator {value}" for name, value in named.items() if value)


def mue_fact(code: Code, tables: Sequence[Loaded[MueLimit]], day: date) -> TableFact | None:
    """The MUE of each setting that has one; None when no loaded table speaks."""
    stated: list[str] = []
    first: MueLimit | None = None
    basis: Basis | None = None
    for loaded in tables:
        consulted = consult(loaded, day)
        for row in consulted.rows[:1]:
            stated.append(
                f"{row.value} {'unit' if row.value == 1 else 'units'} a day for the {row.setting.value} (MAI {row.mai})"
            )
            if first is None:
                first, basis = row, consulted.basis
    if first is None or basis is None:
        return None
    text = f"{_edition(basis)}: the MUE of {code} is {', '.join(stated)}."
    return _fact(
        "mue", code, "in the medically unlikely edits", text, f"MUE {first.value} (MAI {first.mai})", first, basis
    )


def opps_fact(code: Code, loaded: Loaded[OppsRow], day: date) -> TableFact | None:
    """OPPS status indicator, APC and payment rate; None without a row."""
    consulted = consult(loaded, day)
    if not consulted.rows:
        return None
    row = consulted.rows[0]
    values = [
        f"status indicator {row.status_indicator}",
        f"APC {row.apc}" if row.apc else "",
        f"payment rate {row.payment_rate}" if row.payment_rate is not None else "",
    ]
    text = f"{_edition(consulted.basis)}: {code} has {', '.join(filter(None, values))}."
    return _fact("opps", code, "in OPPS Addendum B", text, f"OPPS {row.status_indicator}", row, consulted.basis)


def listing_fact(code: Code, loaded: Loaded[CodeListing], day: date) -> TableFact | None:
    """The official description and the dates of a public code list; None without a row."""
    consulted = consult(loaded, day)
    if consulted.voice is not Voice.SPEAKS:
        return None
    row = consulted.rows[0]
    dates = [
        f"added {row.added}" if row.added else "",
        f"in effect from {row.effective}" if row.effective else "",
        f"terminated {row.terminated}" if row.terminated else "",
        f"coverage code {row.coverage}" if row.coverage else "",
    ]
    told = ", ".join(filter(None, dates))
    description = f" Official description: {row.description}." if row.description else ""
    text = f"{_edition(consulted.basis)}: {code} is listed{f', {told}' if told else ''}.{description}"
    return _fact("listing", code, f"in {loaded.table}", text, told, row, consulted.basis)


def gone_words(status: CodeStatus) -> str:
    """Why a code that is gone cannot be reported on the day: "deleted, last day 2024-12-31", and what came after it."""
    word = status.word
    if word is None:
        return ""
    match status.finding:
        case ValidityFinding.TERMINATED:
            note = f" ({status.successor.note})" if status.successor and status.successor.note else ""
            named = f"; in its place: {', '.join(map(str, status.replaced_by))}{note}" if status.replaced_by else ""
            return f"deleted, last day {word.last_day}{named}"
        case ValidityFinding.NOT_YET:
            return f"not before {word.added}"
        case _:
            return f"not in {word.edition.title}"


def status_fact(status: CodeStatus) -> TableFact | None:
    """That a code cannot be reported on the day: deleted, or not begun; None for every other."""
    word = status.word
    if word is None or not status.is_gone:
        return None
    short = gone_words(status)
    # The day is in the passage: a sentence that says "on that day" rests on it.
    text = f"{word.edition.title}: {status.code} on {status.basis.day}: {short}."
    source = SourceRef(word.edition.id, word.locator or f"no row {status.code}")
    return TableFact(f"status:{status.code}", f"Status of {status.code}", text, short, source, status.basis)


def descriptor_fact(descriptor: Descriptor, table: Table, editions: Sequence[Edition], day: date) -> TableFact:
    """The official CPT or CDT descriptor out of a file that its user has a licence for."""
    edition = next(edition for edition in editions if edition.id == descriptor.source.edition_id)
    basis = Basis(table, day, edition)
    text = f"{edition.title}: official descriptor of {descriptor.code}: {descriptor.text}"
    return _fact(
        "descriptor", descriptor.code, "in your licensed descriptors", text, descriptor.short, descriptor, basis
    )


def _edition(basis: Basis) -> str:
    """The edition by name; that it does not cover the day is said once, under the answer."""
    return basis.edition.title if basis.edition else str(basis.table)


def _fact(key: str, code: Code, place: str, text: str, short: str, row: HasSource, basis: Basis) -> TableFact:
    return TableFact(f"{key}:{code}", f"{code} {place}", text, short, row.source, basis)
