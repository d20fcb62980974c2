"""The checks over the authored text, on small texts with one fault each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus.agreement import compare_diagnoses
from corpus.authored import DOCUMENTATION, REPORTED, UNIT, AuthoredCode
from corpus.check import check_form, check_links, check_synonyms, reading_level
from corpus.codes import Code, CptCode, HcpcsCode, Icd10CmCode
from corpus.errors import RowError, SourceError
from corpus.lay_terms import LAY_TERMS_FILE, read_lay_terms
from corpus.likeness import compare_meaning, copied, read_short_descriptors
from corpus.records import CodeRecord, GuidelineSection, RecordStatus, RelatedCode, Section, SourceRef
from corpus.relations import IndexTerm

SOURCE = SourceRef("casepilot-text", "here")
PLAIN = "The joint is drained with a needle. The fluid goes to the lab. It is done once for each joint. " * 3


def entry(
    code: str = "20610", description: str = PLAIN, synonyms: Iterable[str] = (), unit: str = "One."
) -> AuthoredCode:
    sections = [Section(REPORTED, "When done."), Section(UNIT, unit), Section(DOCUMENTATION, "The joint.")]
    number = CptCode.parse(code) if code[0].isdigit() else HcpcsCode.parse(code)
    return AuthoredCode(
        CodeRecord(
            code=number,
            description=description,
            official=False,
            status=RecordStatus.ACTIVE,
            source=SOURCE,
            synonyms=tuple(synonyms),
            sections=tuple(section for section in sections if section.text),
        ),
        (),
    )


def document(text: str, identifier: str = "mue", anchor: str = "what") -> GuidelineSection:
    return GuidelineSection(identifier, "Title", anchor, "Heading", text, 1, SOURCE)


def test_an_entry_of_the_right_form_has_no_findings() -> None:
    assert list(check_form([entry()], [document(PLAIN * 5)])) == []


@pytest.mark.parametrize(
    ("codes", "sections", "finding"),
    [
        ([entry(description="Short.")], [], "20610: 6 words; 12 to 160 are right"),
        ([entry(description=PLAIN * 3)], [], "words; 12 to 160 are right"),
        ([entry(unit="")], [], "20610: says no unit of service"),
        ([], [document("Short.")], "mue: 2 words; 200 to 900 are right"),
        ([entry(description="Extraordinarily complicated considerations " * 20)], [], "reading level"),
    ],
)
def test_a_wrong_form_is_found(codes: list[AuthoredCode], sections: list[GuidelineSection], finding: str) -> None:
    assert any(finding in found for found in check_form(codes, sections))


def test_reading_level_grows_with_long_words_and_long_sentences() -> None:
    assert reading_level("") == 0
    assert reading_level("A cat sat. A dog ran.") == 3
    assert reading_level("Complicated considerations predominate.") == 103


@pytest.mark.parametrize(
    ("link", "dead"),
    [
        ("mue.md", False),
        ("mue.md#what", False),
        ("#what", False),
        ("https://www.cms.gov", False),
        ("mue.md#gone", True),
        ("gone.md", True),
    ],
)
def test_dead_links_are_found(link: str, dead: bool) -> None:
    assert bool(list(check_links([document(f"See [there]({link}).")]))) is dead


def test_shared_synonyms_need_a_reason_and_reasons_need_a_synonym() -> None:
    codes = [entry("20610", synonyms=["Joint tap"]), entry("20605", synonyms=["joint  tap"])]
    assert "share the synonym 'joint tap'" in next(check_synonyms(codes, {}))
    assert list(check_synonyms(codes, {"joint tap": "both are"})) == []
    assert "leads to one code or none" in next(check_synonyms(codes[:1], {"joint tap": "both are"}))


def test_diagnosis_codes_of_prose_are_looked_up() -> None:
    def existing(codes: Iterable[Code]) -> frozenset[Code]:
        return frozenset(codes) - {Icd10CmCode.parse("M25.9X")}

    found = compare_diagnoses(
        [entry().record], [document("ICD-10-CM M25.561 is, ICD-10-CM M25.9X is not.")], [], existing
    )
    assert (found.compared, found.findings) == (2, ["mue#what: names M25.9X, which no loaded edition has"])


def test_a_repeated_short_descriptor_is_found_in_cpt_entries_only() -> None:
    descriptors = {"20610": "Drain fluid joint", "J1030": "Drug of joints", "20605": "Tap"}
    codes = [
        entry("20610", synonyms=["drain, fluid - joint!"]),
        entry("J1030", "Drug of joints."),
        entry("20605", "Tap."),
    ]
    assert [finding.split(":")[0] for finding in copied(codes, descriptors)] == ["20610"]


def test_meaning_is_compared_with_siblings_the_worst_first() -> None:
    """Texts are embedded by their first letter: alpha near alpha, beta near beta."""

    def encode(texts: list[str]) -> npt.NDArray[np.float32]:
        return np.array([[1, 0] if text[0] == "a" else [0, 1] for text in texts], dtype=np.float32)

    far = entry("20605", "beta")
    far = AuthoredCode(
        CodeRecord(**{**_fields(far.record), "related": (RelatedCode(CptCode.parse("20610"), "larger"),)}), ()
    )
    found = compare_meaning([entry("20610", "alpha"), far], {"20610": "alpha", "20605": "a", "20606": "b"}, encode)
    assert [(item.code, item.sibling, item.margin) for item in found] == [("20605", "20606", -1.0)]


def test_a_file_without_descriptors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(SourceError, match="cannot be read"):
        read_short_descriptors(path)
    path.write_text("a,b,c\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no fee schedule rows"):
        read_short_descriptors(path)


def _fields(record: CodeRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in CodeRecord.__dataclass_fields__}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("'M22.2X': [runner's knee]", ""),
        ("'M22.2X': runner's knee", "expected a list of terms"),
        ("'M22.2X': [[a]]", "expected a list of terms"),
        ("'99213': [visit]", "is not an ICD-10-CM code"),
        ("'M22.2X': [runner's knee]\n'M25': [Runner's  knee]", "already leads to M22.2X"),
        ("'M22.2X': [", "while parsing"),
    ],
)
def test_lay_terms_are_read_and_faults_told_with_their_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / LAY_TERMS_FILE
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    faults = [entry for entry in read_lay_terms(tmp_path) if isinstance(entry, RowError)]
    terms = [entry for entry in read_lay_terms(tmp_path) if isinstance(entry, IndexTerm)]
    assert bool(faults) is bool(reason)
    assert not reason or reason in str(faults[0])
    assert all((str(term.code), term.term) == ("M22.2X", "runner's knee") for term in terms)


def test_a_folder_without_lay_terms_has_none(tmp_path: Path) -> None:
    assert list(read_lay_terms(tmp_path)) == []
