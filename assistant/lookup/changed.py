"""What changed of some codes, edition by edition: for a list of codes that somebody comes back to.

    for found in what_changed(knowledge, codes, since_known(editions, known, day, today)): ...

Compared are the tables whose changes the chat tells: code lists and addenda, add-on pairs, MUE, fee schedule.
Blocking I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.answering.gather.changes import ChangeLists
from assistant.rules.validity.changes import Became, TableChanges
from assistant.rules.validity.changes_words import told
from assistant.understand.form.changes import Changed, ChangeRequest
from corpus.codes import Code
from corpus.editions import Edition, nearest_edition
from corpus.relations import MUE_TABLES, Table
from corpus.store.knowledge_base import KnowledgeBase

COMPARED = (
    Table.ICD10CM_CHANGES,
    Table.ICD10CM_CODES,
    Table.ICD10PCS_CODES,
    Table.HCPCS,
    Table.ADD_ON,
    *MUE_TABLES.values(),
    Table.FEE_SCHEDULE,
)


@dataclass(frozen=True, slots=True)
class EditionChanges:
    """What takes effect with an edition: each code that changed with what became of it in words (bold as Markdown has
    it), and the codes that the edition could speak of and that are the same."""

    edition: Edition
    against: Edition | None
    changed: tuple[tuple[Code, str], ...]
    same: tuple[Code, ...]


def compared_editions(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """Those of the tables that are compared, the newest first: of one table and day one, and of diagnoses the addenda
    before the whole list of the same day."""
    by_day: dict[tuple[str, date], list[Edition]] = {}
    names = {table.value for table in COMPARED}
    for edition in editions:
        if edition.table in names and edition.effective_from:
            by_day.setdefault((edition.table, edition.effective_from), []).append(edition)
    found = [
        one
        for (table, day), some in by_day.items()
        if (table != Table.ICD10CM_CODES or (Table.ICD10CM_CHANGES.value, day) not in by_day)
        and (one := nearest_edition(some, day)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (_begin(one), one.table), reverse=True))


def since_known(editions: Iterable[Edition], known: Collection[str], looked: date, today: date) -> tuple[Edition, ...]:
    """The editions that are news to who knew some of them on a day: loaded since and newer than those, or begun since.

    Of a table that wasn't loaded then, only what rules today and what is later is news.
    """
    found = []
    compared = compared_editions(editions)
    for table in COMPARED:
        of_table = [edition for edition in compared if edition.table == table.value]
        newest = max((_begin(each) for each in of_table if each.id in known), default=None)
        if newest is None:
            ruling = nearest_edition(of_table, today)
            newest = _begin(ruling) if ruling else date.max
            found += [each for each in of_table if _begin(each) >= newest]
        else:
            found += [
                each
                for each in of_table
                if (each.id not in known and _begin(each) > newest) or looked < _begin(each) <= today
            ]
    return tuple(sorted(found, key=_begin, reverse=True))


def ruling_today(editions: Iterable[Edition], today: date) -> tuple[Edition, ...]:
    """Of each compared table the edition that rules today, and what is loaded of later ones."""
    return since_known(editions, (), today, today)


def what_changed(
    knowledge: KnowledgeBase, codes: Sequence[Code], editions: Iterable[Edition]
) -> tuple[EditionChanges, ...]:
    """The changes with each of these editions, those that say nothing of the codes left out."""
    lists, found = ChangeLists(knowledge.catalog, knowledge.tables), []
    # Tables of one span are read at once: what is asked of the lists is a span.
    spans: dict[tuple[date, date], dict[str, Edition]] = {}
    for edition in editions if codes else ():
        span = _span(edition, knowledge.tables.editions(Table(edition.table)))
        spans.setdefault(span, {})[edition.id] = edition
    for (begin, end), wanted in spans.items():
        request = ChangeRequest(Changed.ANY, tuple(codes), begin=begin, end=end, fiscal_begin=begin)
        found += [_told(each, begin) for each in lists.found(request, begin) if each.edition.id in wanted]
    return tuple(one for one in found if one.changed or one.same)


def _told(found: TableChanges, begin: date) -> EditionChanges:
    """What takes effect with the edition: not what it tells of before, nor that it has a code not."""
    words: dict[Code, list[str]] = {}
    for change in found.changes:
        if change.became is not Became.ABSENT and (change.day is None or change.day >= begin):
            words.setdefault(change.code, []).append(told(change))
    changed = tuple((code, "; ".join(lines)) for code, lines in words.items())
    same = tuple(code for code in dict.fromkeys(found.spoken_of) if code not in words)
    return EditionChanges(found.edition, found.against, changed, same)


def _span(edition: Edition, editions: Iterable[Edition]) -> tuple[date, date]:
    """The days of which an edition tells: from its first one until it ends or the next one of its table begins."""
    begin = _begin(edition)
    later = [_begin(each) for each in editions if _begin(each) > begin]
    return begin, edition.effective_to or (min(later) - timedelta(days=1) if later else date.max)


def _begin(edition: Edition) -> date:
    return edition.effective_from or date.min
