"""Codes in a coder's prose, as a table: the text, and each code found with what is written on it."""

from __future__ import annotations

import pytest

from corpus.mentions import CodeMention, find_codes


def told(mention: CodeMention) -> str:
    """ "99213-25-59 x2", "99202..99205", "E11?" for an uncertain form."""
    text = str(mention.code) + "".join(f"-{modifier}" for modifier in mention.modifiers)
    text += f" x{mention.units}" if mention.units is not None else ""
    text += f"..{mention.through}" if mention.through else ""
    return text + ("" if mention.certain else "?")


FOUND = [
    ("what is 0709t?", "0709T"),
    ("CPT 99213-25", "99213-25"),
    ("age 40 99214-25", "99214-25"),
    ("pt age 7\n99392-25", "99392-25"),
    ("E11.9", "E11.9"),
    ("M17.11 and S72.001A.", "M17.11, S72.001A"),
    ("20610-RT x2", "20610-RT x2"),
    ("20610 RT", "20610-RT"),
    ("20610-RT-59 × 3", "20610-RT-59 x3"),
    ("96372 3 units", "96372 x3"),
    ("64484x2, 0709tx3 and J3301x4", "64484 x2, 0709T x3, J3301 x4"),
    ("modifier-51 or modifier: 59", "51, 59"),
    ("(modifier (26))", "26"),
    ("J1885", "J1885"),
    ("99202-99205", "99202..99205"),
    ("99202 – 99205", "99202..99205"),
    ("99202 through 99205", "99202..99205"),
    ("99202-05", "99202..99205"),
    ("(N18.1-N18.6)", "N18.1..N18.6"),
    ("E08.-", "E08"),
    ("modifier 25", "25"),
    ("modifiers 59, XE and XU", "59, XE, XU"),
    ("modifier 59 vs XU", "59, XU"),
    ("-25 on 99213", "25, 99213"),
    ("a 25 modifier", "25"),
    ("mod 50", "50"),
    ("is E11 billable", "E11?"),
    ("ICD-10 code I10", "I10"),
    ("0dbn8zx", "0DBN8ZX"),
    ("**99213** `0709T` (20610)", "99213, 0709T, 20610"),
    ("99213/99214, 99215", "99213, 99214, 99215"),
    ("99213-25 x1\n20610-RT,59 x1\nJ3301 x4", "99213-25 x1, 20610-RT-59 x1, J3301 x4"),
    ("ＣＰＴ ９９２１３", "99213"),
    ("codes 99213-99215, 99202.", "99213..99215, 99202"),
    ("QA0.0139", "QA0.0139"),
]


@pytest.mark.parametrize(("text", "codes"), FOUND)
def test_codes_are_found(text: str, codes: str) -> None:
    assert ", ".join(map(told, find_codes(text))) == codes


NOT_CODES = """
    in 2025 | FY2026 and CY 2025 | on 3/15/2025 | 20250315 | call 555-12345 | (212) 555-0123 | 1-800-633-4227 | $99213
    | $1,200.50 | 10000 dollars | room 20610 | Suite 10120 | ZIP 90210 | 90210-1234 | P.O. Box 12345 | NPI 1234567890
    | MRN 99213 | claim # 99213 | COVID19 | COVID-19 | 12345.67 | see http://example.org/99213 | a@b99213.com
    | vitamin B12 | A1c | HbA1c | H1N1 | L4-L5 and C5-C6 | Q3 2026 | 5-FU | E/M | G6PD | CD4 | 10000 units of botulinum
    | 40000 IU | 12345 mg | 99213 patients | 55% | what modifier do I use | which modifier is for me | Y2K | 123456
""".replace("\n", " ").split("|")


@pytest.mark.parametrize("text", [text.strip() for text in NOT_CODES])
def test_what_only_looks_like_a_code_is_not_taken(text: str) -> None:
    assert [told(mention) for mention in find_codes(text)] == []


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [("E1122", "E1122", "E11.22"), ("J1885", "J1885", "J18.85"), ("H401114", "H40.1114", "H401114")],
)
def test_a_form_of_two_systems_keeps_both_readings(text: str, first: str, other: str) -> None:
    (mention,) = find_codes(text)
    assert (str(mention.code), [str(code) for code in mention.alternatives]) == (first, [other])
