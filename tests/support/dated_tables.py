"""Small tables of several editions in the publishers' layouts: what a code was, is and will be, and what it pays.

Rows are facts: ICD-10-CM of FY2025 to FY2027, HCPCS Level II and the fee schedule of October 2025, AOC of 2026 Q2 and
Q3, MUE of April 2026, GPCI of 2025. Of the fee schedule of July 2026 the total of 99213 is the published one (2.85 RVU,
$95.19); how it is split between practice expense and malpractice is made up.
"""

from __future__ import annotations

from pathlib import Path

# Code without its dot, billable, title: what the order files of each fiscal year say.
_FY2025 = """E11 0 Type 2 diabetes mellitus
E119 1 Type 2 diabetes mellitus without complications
G35 1 Multiple sclerosis
I42 0 Cardiomyopathy
I420 1 Dilated cardiomyopathy
M722 1 Plantar fascial fibromatosis
Z68 0 Body mass index [BMI]
Z681 1 Body mass index [BMI] 19.9 or less, adult
"""
_FY2026 = """E11 0 Type 2 diabetes mellitus
E119 1 Type 2 diabetes mellitus without complications
E11A 1 Type 2 diabetes mellitus without complications in remission
G35 0 Multiple sclerosis
G35A 1 Relapsing-remitting multiple sclerosis
G35D 1 Multiple sclerosis, unspecified
I42 0 Cardiomyopathy
I420 1 Dilated cardiomyopathy
M722 1 Plantar fascial fibromatosis
O80 1 Encounter for full-term uncomplicated delivery
Z68 0 Body mass index [BMI]
Z681 1 Body mass index [BMI] 19.9 or less, adult
"""
_FY2027 = """E11 0 Type 2 diabetes mellitus
E119 1 Type 2 diabetes mellitus without complications
E11A 1 Type 2 diabetes mellitus without complications in remission
G35 0 Multiple sclerosis
G35A 1 Relapsing-remitting multiple sclerosis
G35D 1 Multiple sclerosis, unspecified
I42 0 Cardiomyopathy
I420 0 Dilated cardiomyopathy
I4200 1 Dilated cardiomyopathy, unspecified
I4201 1 Familial-genetic dilated cardiomyopathy
I4209 1 Other dilated cardiomyopathy
M67A 0 Plantar fasciitis
M67A0 0 Plantar fasciitis, foot
M67A01 1 Plantar fasciitis, right foot
M722 0 Plantar fascial fibromatosis
M7221 1 Plantar fascial fibromatosis, right foot
M7222 1 Plantar fascial fibromatosis, left foot
O80 1 Encounter for full-term uncomplicated delivery
Z68 0 Body mass index [BMI]
Z681 0 Body mass index [BMI] 19.9 or less, adult
Z6818 1 Body mass index [BMI] 18.4 or less, adult
Z6819 1 Body mass index [BMI] 18.5-19.9, adult
"""
# What the addenda of FY2027 do: action, billable, code, title.
_ADDENDA_2027 = """Add: 0 M67A Plantar fasciitis
Add: 0 M67A0 Plantar fasciitis, foot
Add: 1 M67A01 Plantar fasciitis, right foot
Delete: 1 M722 Plantar fascial fibromatosis
Add: 0 M722 Plantar fascial fibromatosis
Add: 1 M7221 Plantar fascial fibromatosis, right foot
Add: 1 M7222 Plantar fascial fibromatosis, left foot
Delete: 1 I420 Dilated cardiomyopathy
Add: 0 I420 Dilated cardiomyopathy
Add: 1 I4200 Dilated cardiomyopathy, unspecified
Add: 1 I4201 Familial-genetic dilated cardiomyopathy
Add: 1 I4209 Other dilated cardiomyopathy
Delete: 1 Z681 Body mass index [BMI] 19.9 or less, adult
Add: 0 Z681 Body mass index [BMI] 19.9 or less, adult
Add: 1 Z6818 Body mass index [BMI] 18.4 or less, adult
Add: 1 Z6819 Body mass index [BMI] 18.5-19.9, adult
"""
# Type, add-on code, its deletion, primary code, its deletion, edit effective, edit deletion.
_AOC_Q2 = """1 99354 2022365 99241 2022365 2013091 2022365
1 99354 2022365 99201 2020366 2013091 2020366
1 99354 2022365 90837 . 2013091 2022365
1 90833 . 99219 2022365 2013091 2022365
1 11101 2018365 11100 2018365 2013091 2018365
1 37222 2025365 37220 2025365 2014001 2025365
1 37222 2025365 37221 2025365 2014001 2025365
1 99417 . 99205 . 2021001 .
1 99417 . 99215 . 2021001 .
1 11103 . 11102 . 2019001 .
"""
_AOC_Q3 = """1 99417 . 99205 . 2021001 .
1 99417 . 99215 . 2021001 .
1 11103 . 11102 . 2019001 .
"""
_MUE = """"Notice",,,
"HCPCS/
CPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale
37254,2,3 Date of Service Edit: Clinical,Clinical: Data
99213,2,3 Date of Service Edit: Clinical,Clinical: Data
"""
PPRRVU = """,,{year} National Physician Fee Schedule Relative Value File {month} Release,,,,,,,,,,,,,,,
,,,,,NON-FAC,,,,,,,,,,,,
,,,STATUS,WORK,NON-FAC,NA,FACILITY,MP,PCTC,GLOB,MULT,BILAT,ASST,CO-,TEAM,CONV,
HCPCS,MOD,DESCRIPTION,CODE,RVU,PE RVU,INDICATOR,PE RVU,RVU,IND,DAYS,PROC,SURG,SURG,SURG,SURG,FACTOR,
{rows}"""
_RVU_2025 = """99213,,X,A,1.30,1.35,,0.57,0.10,0,XXX,0,0,0,0,0,32.3465,
99205,,X,A,3.50,2.66,,1.53,0.31,0,XXX,0,0,0,0,0,32.3465,
64483,,X,A,1.90,5.21,,1.24,0.19,0,000,2,1,1,0,0,32.3465,
37220,,X,A,7.90,55.00,,2.00,1.60,0,000,2,1,0,0,0,32.3465,
37221,,X,A,9.75,70.00,,2.50,2.00,0,000,2,1,0,0,0,32.3465,
"""
_RVU_2026 = """99213,,X,A,1.30,1.45,,0.32,0.10,0,XXX,0,0,0,0,0,33.4009,
99205,,X,A,3.50,2.66,,1.53,0.31,0,XXX,0,0,0,0,0,33.4009,
"""
_GPCI = """ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,
,,,,,,
Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,2025 PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI
04412,TX,11,DALLAS,1.011,1.007,0.877
04412,TX,99,REST OF TEXAS,1,0.945,0.766
02302,OR,01,PORTLAND,1.013,1.103,0.688
06302,WI,00,WISCONSIN,1,0.957,0.331
"""
HCPCS_HEADER = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,PRICE2,PRICE3,PRICE4,MULT_PI,CIM1,CIM2,CIM3,MCM1,MCM2,"
    "MCM3,STATUTE,LABCERT1,LABCERT2,LABCERT3,LABCERT4,LABCERT5,LABCERT6,LABCERT7,LABCERT8,XREF1,XREF2,XREF3,XREF4,"
    "XREF5,COV,ASC_GRP,ASC_DT,OPPS,OPPS_PI,OPPS_DT,PROCNOTE,BETOS,TOS1,TOS2,TOS3,TOS4,TOS5,ANEST_BU,ADD DT,ACT EFF DT,"
    "TERM DT,ACTION CD"
)
# Code, record type, title, added, action effective, terminated.
_HCPCS = (
    ("J1885", "3", "Injection, ketorolac tromethamine, per 15 mg", "19930101", "20250101", ""),
    (
        "JG",
        "7",
        "Drug or biological acquired with 340b drug pricing program discount",
        "20180101",
        "20250101",
        "20241231",
    ),
    ("JZ", "7", "Zero drug amount discarded/not administered to any patient", "20230101", "20230101", ""),
    ("RT", "7", "Right side", "19840101", "19960101", ""),
)

ICD10CM = ("icd10cm_order_2025.txt", "icd10cm_order_2026.txt", "icd10cm_order_2027.txt")
ADDENDA = "icd10cm_order_addenda_2027.txt"
GPCI = "GPCI2025.csv"
PROCEDURES = (
    "AOC_V2026Q2-MCR.txt",
    "AOC_V2026Q3-MCR.txt",
    "PPRRVU2025_Oct.csv",
    "PPRRVU2026_Jul_nonQPP.csv",
    "MUE_Prac_04-01-2026.csv",
    "HCPC2025_OCT_ANWEB.csv",
)


def dated_tables() -> dict[str, str]:
    """The files by the names that their publishers give them."""
    orders = zip(ICD10CM, (_FY2025, _FY2026, _FY2027), strict=True)
    return {
        **{name: order_file(lines) for name, lines in orders},
        ADDENDA: _addenda(_ADDENDA_2027),
        "AOC_V2026Q2-MCR.txt": aoc_file(_AOC_Q2),
        "AOC_V2026Q3-MCR.txt": aoc_file(_AOC_Q3),
        "PPRRVU2025_Oct.csv": PPRRVU.format(year=2025, month="October", rows=_RVU_2025),
        "PPRRVU2026_Jul_nonQPP.csv": PPRRVU.format(year=2026, month="July", rows=_RVU_2026),
        "MUE_Prac_04-01-2026.csv": _MUE,
        GPCI: _GPCI,
        "HCPC2025_OCT_ANWEB.csv": "\n".join((HCPCS_HEADER, *(hcpcs_row(*row) for row in _HCPCS))) + "\n",
    }


def write_dated_tables(folder: Path) -> list[Path]:
    """Writes the tables as files; gives their paths."""
    for name, text in dated_tables().items():
        (folder / name).write_text(text, encoding="cp1252")
    return [folder / name for name in dated_tables()]


def order_file(lines: str) -> str:
    """Lines of code, flag and title in the layout of an ICD-10 order file."""
    rows = [line.split(" ", 2) for line in lines.splitlines()]
    return "".join(
        f"{n:05} {code:7} {flag} {title:60} {title}\n" for n, (code, flag, title) in enumerate(rows, start=1)
    )


def _addenda(lines: str) -> str:
    rows = (line.split(" ", 3) for line in lines.splitlines())
    return "".join(f"{action:13}{flag} {code:7} {title:60} {title}\n" for action, flag, code, title in rows)


def aoc_file(lines: str) -> str:
    """Lines of the add-on table's seven fields, "." for none, in its fixed width."""
    rows = [["" if cell == "." else cell for cell in line.split()] for line in lines.splitlines()]
    return "".join(
        f"{kind}{add_on}{add_on_ended:7}{primary}{primary_ended:7}{effective}{ended:7}\n"
        for kind, add_on, add_on_ended, primary, primary_ended, effective, ended in rows
    )


def hcpcs_row(code: str, kind: str, title: str, added: str, effective: str, terminated: str) -> str:
    """One row of the HCPCS file; modifiers have kind "7"."""
    cells = {"HCPC": f"{code:>5}", "SEQNUM": "0010", "RECID": kind, "LONG DESCRIPTION": f'"{title}"', "COV": "D"}
    cells |= {"SHORT DESCRIPTION": title.split(",")[0][:28], "ADD DT": added, "ACT EFF DT": effective}
    cells |= {"TERM DT": terminated, "ACTION CD": "N"}
    return ",".join(cells.get(name, "") for name in HCPCS_HEADER.split(","))
