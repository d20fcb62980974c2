"""The payment tables beside the fee schedule in the publishers' layouts: few rows.

Rows of the crosswalk, of RBCS, ZIP codes and GPCI are facts (January 2026, 2023, 2025). What the other
tables say of a code (amounts, units, indicators) is made up; layouts without a file
at hand are those that public readers state (``ingest/sources/cms``).
"""

from __future__ import annotations

from pathlib import Path

from tests.support.dated_tables import dated_tables

CROSSWALK = """January 2026 ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs,,,,,,,,,,,
"     Effective January 1, 2026 through March 31, 2026",,,,,,,,,,,
"A notice of several sentences. It is made up.",,,,,,,,,,,
_2026_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG,,
J0593,,"Takeda Pharmaceuticals America, Inc.",47783-0644-01,Takhzyro ,1 MG,2,1,300,300,,
J0585,,"Allergan, Inc",00023-1145-01,Botox,1 UNIT,1,1,100,100,,
J7331,,"Arthrex, Inc.",888867413689,SynoJoynt,1 MG,2,3,20,60,,
J2351,,"Genentech, Inc.",50242-0554-01,Ocrevus Zunovo,1 MG,23,1,920,920,,
"""
PRICES = """"Payment Allowance Limits for Medicare Part B Drugs",,,,,,
"Effective January 1, 2026 through March 31, 2026",,,,,,
Note: made up,,,,,,
HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Notes
J0593,,1 MG,81.234,20,,
J9990,,10 MG,1.005,19.5,,
"""
ASC_AA = """Addendum AA -- Final ASC Covered Surgical Procedures (made up),,,,,,
A notice,,,,,,
HCPCS Code,,Short Descriptor,Subject to Multiple Procedure Discounting,January 2026 Payment Indicator,January 2026  Payment Weight  ,January 2026 Payment Rate
66984,,,Y,A2,20.1234,"$1,100.50 "
64483,,,Y,G2,8.5,$480.10
0709T,,,N,N1,,
"""
ASC_BB = """Addendum BB -- Final ASC Covered Ancillary Services (made up),,,,,
HCPCS Code,Short Descriptor,Drug Pass-Through Expiration during Calendar Year,January 2026 Payment Indicator,January 2026 Payment Weight,January 2026 Payment Rate
J0593,,,K2,.,$81.23
"""
LABORATORY = """2026 Clinical Diagnostic Laboratory Fee Schedule (made up)
A notice

YEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC,LONGDESC,EXTENDEDLONGDESC
2026,80053,,20260101,N,10.56,,,
2026,80053,QW,20260101,N,10.56,,,
2026,0001U,,20260101,N,720.00,,,
"""
UNITS = """,,2026 anesthesia base units (made up)
,BASE,
CODE,UNIT,DESCRIPTION
00400,3,
100,5,
"""
FACTORS = """Contractor,Locality,Locality Name,National Anes CF of 20.3178,Qualifying APM National Anes CF of 20.4
04412,11,DALLAS,20.11,20.2
04412,99,REST OF TEXAS,19.87,19.9
06302,00,WISCONSIN,19.55,19.6
"""
FACTORS_FIXED = (
    "04412       11    DALLAS                                                 2011\n"
    "06302       00    WISCONSIN                                              1955\n"
    "*A footnote.\n"
)
EQUIPMENT = """CY2026 DMEPOS Fee Schedule (made up),,,,,,,,,,,
January 2026 release,,,,,,,,,,,
HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,TX (NR),TX (R),WI (NR),WI (R),Description
E0601,RR,,D,CR,0.00,0.00,45.10,80.20,50.04,91.18,
A7032,NU,,D,IN,0.00,0.00,20.00,35.00,0.00,0.00,
"""
RURAL_ZIPS = """STATE,DMEPOS RURAL ZIP CODE,YEAR/QTR
TX,76950,20261
WI,53516,20261
"""
FAMILIES = (
    "hcpcs_code,rbcs_procedure,rbcs_category,rbcs_subcategory,rbcs_family,hcpcs_date_added,hcpcs_date_ended,"
    "rbcs_date_effective\n"
    "99213,Non-Procedure,E&M,Office/Outpatient Services,Office E&M - Established,1992-01-01,9999-12-31,2014-01-01\n"
    "0001U,Non-Procedure,Test,Molecular Testing,No RBCS Family,2017-02-01,9999-12-31,2014-01-01\n"
    "0001U,Non-Procedure,Test,Molecular Testing,Genetic Analysis,2017-02-01,9999-12-31,2016-01-01\n"
)
# Fixed width: state, ZIP code, carrier, locality, rural, two digits, a sign, the plus-four flag, year and quarter.
ZIP_CODES = "".join(
    f"{state}{code}{carrier}{locality} Z9   {split}{'':54}20251\n"
    for state, code, carrier, locality, split in (
        ("TX", "75201", "04412", "11", "0"),
        ("TX", "76950", "04412", "99", "0"),
        ("WI", "53703", "06302", "00", "0"),
        ("TX", "75999", "04412", "11", "1"),
    )
)
FILES = {
    "January 2026 ASP NDC-HCPCS Crosswalk.csv": CROSSWALK,
    "January 2026 ASP Pricing File.csv": PRICES,
    "Jan 2026 ASC AA.csv": ASC_AA,
    "Jan 2026 ASC BB.csv": ASC_BB,
    "CLFS 2026 Q1V1.csv": LABORATORY,
    "anesthesia base units 2026.csv": UNITS,
    "ANES2025.csv": FACTORS,
    "DMEPOS26_JAN.csv": EQUIPMENT,
    "DME Rural Zip Code Quarter 1 2026.csv": RURAL_ZIPS,
    "RBCS_2023.csv": FAMILIES,
    "ZIP5_JAN2025.txt": ZIP_CODES,
}


def write_payment_tables(folder: Path) -> list[Path]:
    """Writes them, with the dated fee schedules and indices; gives their paths."""
    files = {**dated_tables(), **FILES}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="cp1252")
    return [folder / name for name in files]
