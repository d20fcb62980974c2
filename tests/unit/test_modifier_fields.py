"""On which kinds of codes a modifier goes that no indicator of the fee schedule is about."""

from datetime import date

import pytest

from assistant.rules.basis.parameters import parameters
from assistant.rules.indicators.fields.decide import FOLDER, FieldFinding, field_verdict
from assistant.rules.indicators.fields.words import tell_field
from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.mentions import find_codes
from corpus.relations import ProcedureCode

DAY = date(2026, 11, 30)
CODES = ("99213", "92014", "00812", "20610", "27447", "70450", "85025", "96372", "97140", "G0439", "J3301")
GLOBAL_DAYS = {"20610": "000", "27447": "090", "96372": "000"}


def of(code: str) -> ProcedureCode:
    return HcpcsCode(code) if code[0].isalpha() else CptCode(code)


@pytest.mark.parametrize(
    ("modifier", "code", "finding"),
    [
        ("25", "99213", "here"),
        ("25", "G0439", "here"),
        ("25", "20610", "not_here"),
        ("25", "96372", "not_here"),
        ("57", "99222", "here"),
        ("24", "92014", "here"),
        ("24", "27447", "not_here"),
        ("22", "27447", "here"),
        ("22", "99215", "not_here"),
        ("59", "97140", "here"),
        ("59", "99213", "not_here"),
        ("XS", "45380", "here"),
        ("76", "71046", "here"),
        ("76", "99213", "not_here"),
        ("78", "99213", "not_here"),
        ("54", "27447", "here"),
        ("54", "20610", "not_here"),
        ("55", "99213", "not_here"),
        ("91", "85025", "here"),
        ("91", "71046", "not_here"),
        ("QZ", "00812", "here"),
        ("AA", "45378", "not_here"),
        ("JZ", "J3301", "here"),
        ("JW", "96372", "not_here"),
        ("52", "99213", "not_here"),
        # nothing is said: no field, another kind, an indicator's own modifier, global days that are not known
        ("52", "45378", None),
        ("95", "99213", None),
        ("26", "71046", None),
        ("59", "J3301", None),
        ("54", "45385", None),
    ],
)
def test_a_modifier_on_a_code(modifier: str, code: str, finding: str | None) -> None:
    verdict = field_verdict(of(code), Modifier(modifier), GLOBAL_DAYS.get(code, ""), DAY)
    assert (verdict.finding.value if verdict else None) == finding


def test_every_field_says_what_it_is_about_in_few_words() -> None:
    told = parameters(FOLDER).at("fields", DAY)
    assert told is not None
    for modifier in told.value:
        for code in CODES:
            found = field_verdict(of(code), Modifier(modifier), GLOBAL_DAYS.get(code, "XXX"), DAY)
            if found is None:
                continue
            verdict = tell_field(found)
            assert len(verdict.conclusion.split()) <= 45, verdict.conclusion
            named = {mention.code for mention in find_codes(verdict.conclusion)}
            assert named <= verdict.mentions, verdict.conclusion
            assert (verdict.denies == {Modifier(modifier)}) == (found.finding is FieldFinding.NOT_HERE)
