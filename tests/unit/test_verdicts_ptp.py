"""PTP verdicts in words, and what holds of the rule whatever the rows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.ptp.decide import PtpFinding, PtpVerdict, ptp_verdict, ptp_verdicts
from assistant.rules.ptp.modifiers import Reason, anatomic, fits, is_visit, ptp_associated
from assistant.rules.ptp.words import tell_ptp
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import PTP_TABLES, Loaded, ProcedureCode, PtpEdit, Setting

DAY = date(2024, 8, 15)
CODES: tuple[ProcedureCode, ...] = (
    CptCode("20610"),
    CptCode("99213"),
    CptCode("92014"),
    CptCode("85025"),
    CptCode("85027"),
    CptCode("96372"),
    HcpcsCode("G0463"),
    HcpcsCode("J1885"),
)
MODIFIERS = tuple(map(Modifier, "25 59 RT LT XS 22 91 27".split()))


def edition(setting: Setting, complete: bool = True) -> Edition:
    table = PTP_TABLES[setting]
    return Edition(table, table, "CMS", f"{table}, 2024 Q3", date(2024, 7, 1), date(2024, 9, 30), complete=complete)


def edit(
    first: ProcedureCode, second: ProcedureCode, setting: Setting, indicator: int, **dates: date | None
) -> PtpEdit:
    return PtpEdit(first, second, indicator, setting, SourceRef(PTP_TABLES[setting], "row"), **dates)


dates = st.one_of(st.none(), st.integers(-900, 900).map(lambda days: DAY + timedelta(days)))


@st.composite
def verdicts(draw: st.DrawFn) -> PtpVerdict:
    """Any verdict: any rows of the pair, any edition or none, any modifiers, one setting or both in one."""
    first, second = draw(st.permutations(CODES))[:2]

    def loaded(setting: Setting) -> Loaded[PtpEdit]:
        editions = draw(st.sampled_from(((), (edition(setting),), (edition(setting, complete=False),))))
        pairs = st.sampled_from(((first, second), (second, first)))
        row = st.builds(
            lambda pair, indicator, effective, deleted: edit(
                *pair, setting, indicator, effective=effective, deleted=deleted
            ),
            pairs,
            st.sampled_from((0, 1, 9)),
            dates,
            dates,
        )
        return Loaded(PTP_TABLES[setting], editions, tuple(draw(st.lists(row, max_size=3))))

    lines = (
        draw(st.lists(st.sampled_from(MODIFIERS), max_size=2)),
        draw(st.lists(st.sampled_from(MODIFIERS), max_size=2)),
    )
    if draw(st.booleans()):
        both = ptp_verdicts(first, second, loaded(Setting.PRACTITIONER), loaded(Setting.HOSPITAL), DAY, *lines)
        return draw(st.sampled_from(both))
    setting = draw(st.sampled_from(tuple(PTP_TABLES)))
    return ptp_verdict(first, second, loaded(setting), DAY, setting, *lines)


def words(telling: Verdict) -> str:
    return " ".join((telling.conclusion, *telling.reasons))


@given(verdicts())
def test_the_words_keep_to_their_codes_and_their_finding(verdict: PtpVerdict) -> None:
    telling = tell_ptp(verdict)
    said = words(telling)
    assert all((telling.conclusion, telling.row, telling.title, telling.locator))
    assert telling.reasons
    named = {
        code
        for mention in find_codes(f"{said} {telling.row} {telling.title}")
        for code in (mention.code, *mention.modifiers)
    }
    assert named <= telling.mentions
    assert all(f"**{code}**" in telling.conclusion for code in (verdict.first, verdict.second))
    assert not re.search(r"\[|\]|^#|None|Setting", said)
    assert said.count("**") % 2 == 0
    if verdict.finding is PtpFinding.NOT_LOADED:
        assert telling.conclusion.startswith("I don't have")
        assert "allow" not in said.casefold()
        assert "no edit" not in said.casefold()
        assert "No PTP edit" not in said
    assert (telling.stance is Stance.DENIES) == (verdict.finding is PtpFinding.DENIED)
    assert telling.stance is not Stance.AFFIRMS


@given(verdicts())
def test_what_decides_is_in_force(verdict: PtpVerdict) -> None:
    in_force = [row for row in verdict.rows if row.in_force(DAY)]
    decided = verdict.finding in (PtpFinding.DENIED, PtpFinding.WITH_MODIFIER)
    assert decided == bool(in_force)
    if decided:
        assert verdict.row in in_force
        assert (verdict.finding is PtpFinding.DENIED) == any(row.modifier_indicator == 0 for row in in_force)
    if verdict.finding is PtpFinding.NO_EDIT:
        assert not verdict.rows


@given(verdicts())
def test_a_modifier_on_a_line_helps_or_is_idle_and_only_listed_ones_help(verdict: PtpVerdict) -> None:
    assert not set(verdict.present) & set(verdict.idle)
    assert all(line.modifier in ptp_associated(verdict.basis.day) for line in verdict.present)
    if verdict.finding is PtpFinding.DENIED:
        assert not verdict.present
        assert not verdict.fits


@pytest.mark.parametrize("finding", PtpFinding)
def test_every_finding_has_its_words(finding: PtpFinding) -> None:
    first, second = CODES[0], CODES[1]
    rows = {
        PtpFinding.DENIED: (edit(first, second, Setting.PRACTITIONER, 0),),
        PtpFinding.WITH_MODIFIER: (edit(first, second, Setting.PRACTITIONER, 1),),
        PtpFinding.DELETED: (edit(first, second, Setting.PRACTITIONER, 1, deleted=date(2020, 1, 1)),),
        PtpFinding.NOT_YET: (edit(first, second, Setting.PRACTITIONER, 1, effective=date(2025, 1, 1)),),
    }
    editions = () if finding is PtpFinding.NOT_LOADED else (edition(Setting.PRACTITIONER),)
    loaded = Loaded(PTP_TABLES[Setting.PRACTITIONER], editions, rows.get(finding, ()))
    verdict = ptp_verdict(first, second, loaded, DAY, Setting.PRACTITIONER)
    assert verdict.finding is finding
    assert len(tell_ptp(verdict).conclusion) > 40


def test_a_code_has_no_edit_with_itself_and_a_table_answers_for_its_own_setting() -> None:
    loaded: Loaded[PtpEdit] = Loaded(PTP_TABLES[Setting.PRACTITIONER])
    with pytest.raises(ValueError, match="two different codes"):
        ptp_verdict(CODES[0], CODES[0], loaded, DAY, Setting.PRACTITIONER)
    for setting in (Setting.HOSPITAL, Setting.DME_SUPPLIER):
        with pytest.raises(ValueError, match="no PTP edits of the setting"):
            ptp_verdict(CODES[0], CODES[1], loaded, DAY, setting)


def test_the_list_of_modifiers_is_the_manuals() -> None:
    # Medicare NCCI Policy Manual 2026, chapter I, section E: E1-E4, FA, F1-F9, TA, T1-T9, LT, RT, LC, LD, RC, LM, RI;
    # 24, 25, 57, 58, 78, 79; 27, 59, 91, XE, XS, XP, XU
    assert len(anatomic(DAY)) == 4 + 1 + 9 + 1 + 9 + 2 + 5
    assert len(ptp_associated(DAY)) == len(anatomic(DAY)) + 6 + 7
    assert not ptp_associated(DAY) & set(map(Modifier, "22 26 50 51 52 76 77 TC".split()))


@pytest.mark.parametrize(
    ("modifier", "day", "bypasses"),
    [
        ("59", date(2014, 12, 31), True),
        ("XS", date(2014, 12, 31), False),
        ("XS", date(2015, 1, 1), True),
        ("RT", date(2014, 12, 31), True),
        ("22", DAY, False),
        ("76", DAY, False),
        ("77", DAY, False),
    ],
)
def test_what_bypasses_an_edit_is_on_the_list(modifier: str, day: date, bypasses: bool) -> None:
    assert (Modifier(modifier) in ptp_associated(day)) is bypasses


@pytest.mark.parametrize(
    ("code", "visit"),
    [
        ("99202", True),
        ("99211", True),
        ("99499", True),
        ("99201", False),
        ("99091", False),
        ("92002", True),
        ("92014", True),
        ("92015", False),
        ("90834", False),
        ("0709T", False),
    ],
)
def test_is_visit(code: str, visit: bool) -> None:
    assert is_visit(CptCode(code)) is visit


def test_59_is_never_for_77427() -> None:
    # a pair made up to reach the rule: 77427 as column 2
    suiting = fits(CptCode("20610"), CptCode("77427"), Setting.HOSPITAL, DAY)
    assert Reason.LAST_RESORT not in [fit.reason for fit in suiting]
    elsewhere = fits(CptCode("20610"), CptCode("77427"), Setting.PRACTITIONER, DAY)
    assert [fit.on for fit in elsewhere if fit.reason is Reason.LAST_RESORT] == [(CptCode("20610"),)]
