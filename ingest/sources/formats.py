"""Every format a file may have, in the order they are asked: the strictest first, a user's own documents last."""

from __future__ import annotations

from ingest.sources import (
    Format,
    aoc,
    coverage,
    descriptors,
    documents,
    fee_schedule,
    gpci,
    hcpcs,
    icd10_addenda,
    icd10_conversion,
    icd10_index,
    icd10_order,
    icd10_pcs,
    icd10_tabular,
    mue,
    opps,
    ptp,
)
from ingest.sources.cms import anesthesia, asc, drugs, equipment, families, laboratory, zip_codes
from ingest.sources.lists import code_edits, coverage_export, dental, former, poa, risk, telehealth, utilization

FORMATS: tuple[Format, ...] = (
    aoc.FORMAT,
    ptp.FORMAT,
    mue.FORMAT,
    fee_schedule.FORMAT,
    gpci.FORMAT,
    opps.FORMAT,
    hcpcs.FORMAT,
    icd10_order.FORMAT,
    icd10_addenda.FORMAT,
    icd10_conversion.FORMAT,
    icd10_tabular.FORMAT,
    *icd10_index.FORMATS,
    *icd10_pcs.FORMATS,
    *coverage.FORMATS,
    *coverage_export.FORMATS,
    telehealth.FORMAT,
    poa.FORMAT,
    code_edits.FORMAT,
    *risk.FORMATS,
    *former.FORMATS,
    utilization.FORMAT,
    dental.FORMAT,
    *drugs.FORMATS,
    asc.FORMAT,
    laboratory.FORMAT,
    equipment.FORMAT,
    *anesthesia.FORMATS,
    families.FORMAT,
    zip_codes.FORMAT,
    descriptors.FORMAT,
    documents.FORMAT,
)
