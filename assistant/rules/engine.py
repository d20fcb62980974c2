"""From a question about codes to the verdicts that answer it: reads the rows a rule needs, asks the rule, words it.

The only place where tables meet rules. Blocking I/O; thread-safe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from assistant.rules.addon.asking import Pairings
from assistant.rules.addon.decide import AddOnListing, PairingVerdict
from assistant.rules.addon.words import tell_add_on
from assistant.rules.basis import consult
from assistant.rules.coverage.decide import coverage_verdict
from assistant.rules.coverage.places import states_of
from assistant.rules.coverage.words import tell_coverage, tell_policy_of_payer
from assistant.rules.diagnosis.decide import BillableFinding, billable_verdict
from assistant.rules.diagnosis.tabular import rows_about
from assistant.rules.diagnosis.words import tell_billable
from assistant.rules.indicators.decide import CONCEPT_OF, global_verdict, modifier_verdict, own_row
from assistant.rules.indicators.facts import (
    TableFact,
    descriptor_fact,
    fee_schedule_fact,
    listing_fact,
    mue_fact,
    opps_fact,
    status_fact,
)
from assistant.rules.indicators.fields.told import of_modifier
from assistant.rules.indicators.lists.asked import Lists
from assistant.rules.indicators.paid import Paid
from assistant.rules.indicators.values import tell_values
from assistant.rules.indicators.words import tell_global, tell_modifier
from assistant.rules.mue.decide import MueVerdict, mue_verdict, mue_verdicts
from assistant.rules.mue.words import tell_mue
from assistant.rules.payment.decide import PaymentFinding, payment_verdict
from assistant.rules.payment.listed.published import PublishedTables
from assistant.rules.payment.words import tell_payment
from assistant.rules.ptp.decide import PtpFinding, ptp_verdict, ptp_verdicts
from assistant.rules.ptp.modifiers import NOTHING_KNOWN, Anatomy
from assistant.rules.ptp.words import tell_ptp
from assistant.rules.validity.asking import Statuses
from assistant.rules.validity.decide import ValidityFinding
from assistant.rules.validity.words import tell_validity
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.circumstances.payers import Payer
from assistant.understand.query import Line
from assistant.understand.story import Kind, Role, Told
from corpus.codes import Code, CptCode, Icd10CmCode, Modifier
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import MUE_TABLES, PTP_TABLES, Loaded, ProcedureCode, PtpEdit, Setting, Table
from corpus.store.catalog import Catalog
from corpus.store.tables import Tables

# Pairs grow with the square of the codes; a claim of more is checked line by line all the same.
_MOST_PAIRED = 12


class Decider:
    """Decides by rule on one knowledge base."""

    def __init__(self, catalog: Catalog, tables: Tables, editions: Iterable[Edition]) -> None:
        self._catalog, self._tables = catalog, tables
        known = tuple(editions)
        self._editions = {edition.id: edition for edition in known}
        self._pairings = Pairings(catalog, tables, known)
        self._tabular_editions = tuple(edition for edition in known if edition.table == Table.ICD10CM.value)
        self.statuses = Statuses(catalog, tables, self._tabular_editions)
        self.lists = Lists(tables)
        self.paid = Paid(catalog, tables, self._editions, self._pairings, self.statuses)
        self.published = PublishedTables(tables)

    def read_ahead(self, codes: Iterable[ProcedureCode], setting: Setting | None) -> None:
        """Reads the rows of several codes and of their pairs at once, for the rules that ask for them one by one."""
        self._tables.read_ahead(codes, PTP_TABLES if setting is None else (setting,))

    # --- add-on codes --------------------------------------------------------------------------------------------

    def pairing(self, code: ProcedureCode, day: date, beside: Collection[ProcedureCode] = ()) -> PairingVerdict:
        """The add-on verdict of a code beside others."""
        return self._pairings.of(code, day, beside)

    def add_ons(self, code: ProcedureCode, day: date) -> AddOnListing:
        """The add-on codes of a primary."""
        return self._pairings.add_ons(code, day)

    # --- pairs ---------------------------------------------------------------------------------------------------

    def together(self, lines: Iterable[Line], day: date, setting: Setting | None) -> Iterator[Verdict]:
        """Every two different codes of one day: as add-on and primary, then by the PTP edits."""
        merged = [line for line in _merged(lines) if not self.statuses.is_gone(line.code, day)]
        codes = [line.code for line in merged]
        self.read_ahead(codes, setting)
        for line in merged:
            verdict = self.pairing(line.code, day, [code for code in codes if code != line.code])
            if verdict.rows or verdict.fee_row:
                yield tell_add_on(verdict)
        for one, other in combinations(merged[:_MOST_PAIRED], 2):
            yield from self.ptp(one, other, day, setting)

    def ptp(self, one: Line, other: Line, day: date, setting: Setting | None) -> Iterator[Verdict]:
        """The PTP verdict on two lines; for an unknown setting one that holds for both, or one for each."""
        modifiers = one.modifiers, other.modifiers
        if setting is None:
            practitioner = self._tables.ptp_edits(one.code, other.code, Setting.PRACTITIONER)
            hospital = self._tables.ptp_edits(one.code, other.code, Setting.HOSPITAL)
            anatomy = self._anatomy((practitioner, hospital), (one.code, other.code), day)
            verdicts = ptp_verdicts(one.code, other.code, practitioner, hospital, day, *modifiers, anatomy)
        elif setting is Setting.DME_SUPPLIER:
            return  # NCCI has no PTP edits of their own for suppliers
        else:
            loaded = self._tables.ptp_edits(one.code, other.code, setting)
            anatomy = self._anatomy((loaded,), (one.code, other.code), day)
            verdicts = (ptp_verdict(one.code, other.code, loaded, day, setting, *modifiers, anatomy),)
        speaking = [verdict for verdict in verdicts if verdict.finding is not PtpFinding.NOT_LOADED]
        # Of two settings one table may be missing: what the other says is not to be drowned by that.
        yield from map(tell_ptp, speaking or verdicts)

    def _anatomy(
        self, edits: Iterable[Loaded[PtpEdit]], codes: Iterable[ProcedureCode], day: date
    ) -> Mapping[ProcedureCode, Anatomy]:
        """What is known of two codes' parts of the body; not looked up where no row pairs them, as mostly none does."""
        if not any(loaded.rows for loaded in edits):
            return NOTHING_KNOWN
        rows = ((code, own_row(code, self._tables.fee_schedule(code), day)[0]) for code in codes)
        return {code: Anatomy(row.bilateral, row.endoscopic_base) if row else Anatomy() for code, row in rows}

    # --- units ---------------------------------------------------------------------------------------------------

    def units(self, code: ProcedureCode, lines: Sequence[int], day: date, setting: Setting | None) -> Iterator[Verdict]:
        """The MUE verdict on the units of a code's lines; for an unknown setting one for all or one for each.

        Nothing on a code that cannot be reported on the day, as in all that follows: its status is what is to be told.
        """
        yield from map(tell_mue, self.mue(code, lines, day, setting))

    def mue(
        self, code: ProcedureCode, lines: Sequence[int], day: date, setting: Setting | None
    ) -> tuple[MueVerdict, ...]:
        """``units`` before it is put in words."""
        if self.statuses.is_gone(code, day):
            return ()
        if setting is not None:
            one = mue_verdict(code, self._tables.mue_limits(code, setting), day, setting, lines)
            found: tuple[MueVerdict, ...] = (one,)
        else:
            practitioner = self._tables.mue_limits(code, Setting.PRACTITIONER)
            hospital = self._tables.mue_limits(code, Setting.HOSPITAL)
            found = mue_verdicts(code, practitioner, hospital, day, lines)
        return tuple(self._with_status(each, day) if each.row and each.row.value == 0 else each for each in found)

    def _with_status(self, verdict: MueVerdict, day: date) -> MueVerdict:
        row, _, _ = own_row(verdict.code, self.paid.stated(verdict.code, day), day)
        return replace(verdict, status=row.status) if row is not None else verdict

    def mue_is_loaded(self) -> bool:
        """True when any table of unit limits was added."""
        return any(self._tables.editions(table) for table in MUE_TABLES.values())

    # --- single codes --------------------------------------------------------------------------------------------

    def status(self, code: Code, day: date) -> Verdict | None:
        """The status of a code on the day; None where no loaded table could say it."""
        if isinstance(code, Icd10CmCode):
            return self.billable(code, day)
        status = self.statuses.of(code, day)
        return None if status.finding is ValidityFinding.NOT_LOADED else tell_validity(status)

    def billable(self, code: Icd10CmCode, day: date) -> Verdict:
        """Whether a diagnosis code may be reported as it is, by the list that rules the day."""
        status = self.statuses.of(code, day)
        if status.finding in (ValidityFinding.TERMINATED, ValidityFinding.NOT_YET):
            return tell_validity(status)
        verdict = billable_verdict(code, self.statuses.entries(code, day), day)
        if status.finding is ValidityFinding.HEADER and verdict.finding is BillableFinding.BILLABLE:
            return tell_validity(status)  # a list of changes names a header without the codes below it
        return tell_billable(verdict, status)

    def gone(self, codes: Iterable[Code], day: date) -> Iterator[Verdict]:
        """A verdict on each code that the tables say cannot be reported on the day, and each made-up modifier."""
        for code in codes:
            if self.statuses.is_gone(code, day) or self.statuses.is_made_up(code, day):
                verdict = self.status(code, day)
                assert verdict is not None  # something said that it is gone
                yield verdict

    def indicators(self, code: ProcedureCode, told: Told, day: date) -> Iterator[Verdict]:
        """What the fee schedule says, as far as it is asked about in words; where it is missing, that it is."""
        if self.statuses.is_gone(code, day):
            return
        loaded = self._tables.fee_schedule(code)
        if told.has("values"):
            yield tell_values(code, *own_row(code, loaded, day))
        if told.has("status"):
            yield self.paid.status(code, day)
        if told.has("global_days"):
            after = told.amounts(Kind.DAYS, roles=(Role.LATER,))
            days_after = int(after[0].value) if after else None
            yield tell_global(global_verdict(code, self.paid.stated(code, day), day, days_after))
        for modifier, concept in CONCEPT_OF.items():
            if told.has(concept):
                yield tell_modifier(modifier_verdict(code, Modifier(modifier), loaded, day))

    def modifiers(self, code: ProcedureCode, modifiers: Sequence[Modifier], day: date) -> Iterator[Verdict]:
        """What the fee schedule says of modifiers on a code. One side told with RT or LT is no bilateral service."""
        if self.statuses.is_gone(code, day):
            return
        sides = [modifier for modifier in modifiers if str(modifier) in ("RT", "LT")]
        made_up = [one for one in modifiers if self.statuses.is_gone(one, day) or self.statuses.is_made_up(one, day)]
        for modifier in modifiers:
            if modifier not in made_up and (modifier not in sides or len(sides) > 1):
                yield from of_modifier(code, modifier, self._tables.fee_schedule(code), day)

    def payment(
        self, code: ProcedureCode, modifiers: Sequence[Modifier], said: Circumstances, day: date
    ) -> Iterator[Verdict]:
        """What the fee schedule pays for a code, nationally or in the state or locality that was named.

        Where it prices nothing, what the table that does says of the code.
        """
        if self.statuses.is_gone(code, day):
            return
        part = next((modifier for modifier in modifiers if str(modifier) in ("26", "TC", "53")), None)
        basis = consult(self._tables.gpci(), day).basis
        place = self.published.places(said, day)
        loaded = self._tables.fee_schedule(code)
        verdict = payment_verdict(code, part, loaded, place.rows, said.facility, day, basis, place.missing)
        instead = [] if verdict.finding is PaymentFinding.AMOUNT else [*self.published.instead_of_fee(code, said, day)]
        yield from instead or [tell_payment(replace(verdict, found_by=place.found_by))]

    def coverage(
        self, codes: Sequence[ProcedureCode], diagnoses: Sequence[Icd10CmCode], day: date, said: Circumstances
    ) -> Iterator[Verdict]:
        """What the loaded coverage documents list for a procedure, and whether the diagnoses are among it."""
        for code in codes:
            if said.payer is Payer.CPT and said.payer_name:
                yield tell_policy_of_payer(code, said.payer_name, day)
                continue
            about = self._tables.coverage_codes(code)
            ids = sorted({row.document_id for row in about.rows})
            documents = self._tables.coverage_documents(ids)
            lists, states = self._tables.coverage_codes_of(ids), states_of(ids, self._tables)
            yield tell_coverage(coverage_verdict(code, diagnoses, about, documents, lists, day, states, said.state))

    # --- diagnoses -----------------------------------------------------------------------------------------------

    def diagnoses(self, codes: Sequence[Icd10CmCode]) -> Loaded[CodeRecord]:
        """The entries of the tabular list that bear on some codes."""
        rows = rows_about(codes, self._catalog.all_records)
        return Loaded(Table.ICD10CM, self._tabular_editions, rows)

    # --- facts ---------------------------------------------------------------------------------------------------

    def facts(self, code: Code, day: date) -> tuple[TableFact, ...]:
        """What the tables say of a code, for its description."""
        found: list[TableFact | None] = []
        licensed = Table.DESCRIPTORS if isinstance(code, CptCode) else Table.DENTAL
        if isinstance(code, ProcedureCode) and (descriptor := self._tables.descriptors([code], licensed).get(code)):
            found.append(descriptor_fact(descriptor, licensed, self._tables.editions(licensed), day))
        if isinstance(code, ProcedureCode):
            found.append(listing_fact(code, self._tables.listings(code, Table.HCPCS), day))
            found.append(fee_schedule_fact(code, self._tables.fee_schedule(code), day))
            limits = [self._tables.mue_limits(code, setting) for setting in Setting]
            found.append(mue_fact(code, limits, day))
            found.append(opps_fact(code, self._tables.opps(code), day))
            found += self.published.facts(code, day)
        if isinstance(code, Icd10CmCode):
            found.append(listing_fact(code, self._tables.listings(code, Table.ICD10CM_CODES), day))
        found.append(status_fact(self.statuses.of(code, day)))
        return tuple(fact for fact in found if fact is not None)


def _merged(lines: Iterable[Line]) -> list[Line]:
    """One line a code, in order, with the modifiers of all its lines."""
    merged: dict[ProcedureCode, Line] = {}
    for line in lines:
        known = merged.get(line.code)
        modifiers = tuple(dict.fromkeys((*(known.modifiers if known else ()), *line.modifiers)))
        merged[line.code] = Line(line.code, modifiers, line.units)
    return list(merged.values())
