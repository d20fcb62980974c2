"""Small tables in the publishers' layouts: real rows, few of them, for a desk that has every table loaded.

Rows are facts of AOC 2026 Q2, of PTP and MUE as of 2024 Q3 and April 2026, and of the fee schedule of October 2025; the
dates of the releases are set to the second quarter of 2026, so that one date of service is covered by all.
"""

from __future__ import annotations

from pathlib import Path

from ingest.sources import Format

AOC = """10709T       0708T       2022001
164484       64483       2013091
111103       11102       2019001
111103       11104       2019001
111103       11106       2019001
111105       11104       2019001
111105       11106       2019001
111107       11106       2019001
20054T       CCCCC       2013091       Contractor Defined Primary Codes
"""
_PTP_HEADER = (
    "Notice\t\t\t\t\t\t\nColumn 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
)
# Effective dates before 2024 Q3 are not known here: the earliest that NCCI prints stands for them.
PTP_PRACTITIONER = [("11104", "11102", "0"), ("96372", "99213", "1"), ("20610", "99213", "1"), ("96372", "99211", "0")]
PTP_HOSPITAL = [("11104", "11102", "0"), ("96372", "99213", "1"), ("20610", "99213", "1"), ("96372", "99211", "1")]
MUE = """"Notice",,,
"HCPCS/
CPT Code",{heading},MUE Adjudication Indicator,MUE Rationale
20610,2,3 Date of Service Edit: Clinical,Clinical: Data
96372,{injections},3 Date of Service Edit: Clinical,Clinical: Data
99213,2,3 Date of Service Edit: Clinical,Clinical: Data
0708T,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction
0709T,2,3 Date of Service Edit: Clinical,Clinical: Data
"""
PPRRVU = """,,2026 National Physician Fee Schedule Relative Value File April Release,,,,,,,,,,,,,,,
,,,,,NON-FAC,,,,,,,,,,,,
,,,STATUS,WORK,NON-FAC,NA,FACILITY,MP,PCTC,GLOB,MULT,BILAT,ASST,CO-,TEAM,CONV,
HCPCS,MOD,DESCRIPTION,CODE,RVU,PE RVU,INDICATOR,PE RVU,RVU,IND,DAYS,PROC,SURG,SURG,SURG,SURG,FACTOR,
27447,,X,A,19.60,15.30,NA,15.30,3.98,0,090,2,1,2,1,0,32.3465,
20610,,X,A,0.79,1.06,,0.42,0.10,0,000,2,1,1,0,0,32.3465,
99213,,X,A,1.30,1.35,,0.57,0.10,0,XXX,0,0,0,0,0,32.3465,
0709T,,X,C,0.00,0.00,,0.00,0.00,0,ZZZ,0,0,1,0,0,32.3465,
"""


def write_tables(folder: Path) -> list[Path]:
    """Writes the tables as files with the publishers' names; gives their paths."""
    files = {"AOC_V2026Q2-MCR.txt": AOC, "PPRRVU2026_Apr_nonQPP.csv": PPRRVU}
    for setting, rows in (("pra", PTP_PRACTITIONER), ("oph", PTP_HOSPITAL)):
        for part in range(4):
            body = "".join(f"{one}\t{two}\t\t19960101\t*\t{flag}\tMisuse\n" for one, two, flag in rows[part : part + 1])
            files[f"cci{setting}-v321r0-f{part + 1}.txt"] = _PTP_HEADER + body
    practitioner = MUE.format(heading="Practitioner Services MUE Values", injections=4)
    hospital = MUE.format(heading="Outpatient Hospital Services MUE Values", injections=5)
    files |= {"MUE_Prac_04-01-2026.csv": practitioner, "MUE_Hosp_04-01-2026.csv": hospital}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="cp1252")
    return [folder / name for name in files]


def whole(form: Format) -> Format:
    """The reader, taking a file of any size for a whole release."""
    kind = type(f"Whole{type(form).__name__}", (type(form),), {"full_release_rows": 0})
    taken: Format = object.__new__(kind)
    taken.__dict__.update(getattr(form, "__dict__", {}))
    return taken
