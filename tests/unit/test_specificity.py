"""The 7th character as tables: which one words ask for, which titles only add one, and how a header is completed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.retrieval import Hit
from assistant.retrieval.words.specificity import Specifier, seventh_characters
from corpus.codes import Code, Icd10CmCode
from corpus.extensions import extended, is_extension, stem_of
from corpus.records import CodeRecord, RecordStatus, SourceRef


@pytest.mark.parametrize(
    ("query", "characters"),
    [
        ("femoral neck fracture", ""),  # the encounter is never guessed
        ("femoral neck fracture, initial encounter", "A"),
        ("open fracture, first visit", "BA"),
        ("open fracture type IIIA, initial encounter", "CA"),
        ("femoral neck fracture follow-up", "D"),
        ("fracture f/u, delayed healing", "GD"),
        ("nonunion of the scaphoid, recheck", "KD"),
        ("open fracture grade 2, subsequent, malunion", "QPD"),
        ("sequela of a burn", "S"),
        ("late effect of stroke", "S"),
        ("first degree burn", ""),
        ("polyhydramnios, fetus 2", "2"),
        ("cord around the neck, other fetus", "9"),
    ],
)
def test_characters(query: str, characters: str) -> None:
    assert seventh_characters(query) == characters


@pytest.mark.parametrize(
    ("code", "stem"),
    [
        ("S72.001A", "S72.001"),
        ("S82.92XB", "S82.92"),
        ("W36.1XXD", "W36.1"),
        ("T14.90XA", "T14.90"),
        ("E11.9", "E11.9"),
    ],
)
def test_stems(code: str, stem: str) -> None:
    assert stem_of(Icd10CmCode.parse(code)) == stem


def test_extended_is_the_way_back() -> None:
    assert str(extended(Icd10CmCode.parse("S82.92"), "B")) == "S82.92XB"
    assert str(extended(Icd10CmCode.parse("S72.001"), "D")) == "S72.001D"


@pytest.mark.parametrize(
    ("title", "of_stem", "extension"),
    [
        ("Splinter in the knee, sequela", "Splinter in the knee", True),
        ("Fracture of hip, subsequent encounter for fracture with nonunion", "Fracture of hip", True),
        ("Polyhydramnios, fetus 2", "Polyhydramnios", True),
        ("Glaucoma, right eye, severe stage", "Glaucoma, right eye", False),  # says more of the condition
        ("Another title, sequela", "Splinter in the knee", False),
    ],
)
def test_extensions(title: str, of_stem: str, extension: bool) -> None:
    assert is_extension(title, of_stem) is extension


def _existing(codes: Iterable[Code]) -> frozenset[Code]:
    loaded = {"S72.001A", "S72.001D", "T23.352A", "T23.352D"}
    return frozenset(code for code in codes if str(code) in loaded)


@pytest.mark.parametrize(
    ("query", "keys", "completed"),
    [
        ("hip fracture follow-up", ["icd10cm:S72.001", "icd10cm:E11"], ["icd10cm:S72.001D", "icd10cm:E11"]),
        ("hip fracture, open, follow-up", ["icd10cm:S72.001"], ["icd10cm:S72.001D"]),  # E is not loaded here
        ("hip fracture", ["icd10cm:S72.001"], ["icd10cm:S72.001"]),
        ("burn, first visit", ["icd10cm:T23.352", "icd10cm:T23.352A"], ["icd10cm:T23.352A"]),  # once
        ("follow-up", ["icd10cm:E11", "icd10cm:I10"], ["icd10cm:E11", "icd10cm:I10"]),
    ],
)
def test_completing(query: str, keys: list[str], completed: list[str]) -> None:
    hits = [Hit(key, key, 1.0) for key in keys]
    assert [hit.key for hit in Specifier(_existing, lambda codes: {}).complete(query, hits)] == completed


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Polyhydramnios, second trimester, fetus 2", "icd10cm:O40.2XX2"),
        ("polyhydramnios second trimester, not applicable or unspecified", "icd10cm:O40.2XX0"),
        ("Polyhydramnios, second trimester", "icd10cm:O40.3"),  # no encounter or fetus told: the order stays
    ],
)
def test_a_whole_title_goes_first(query: str, first: str) -> None:
    hits = [Hit("icd10cm:O40.3", "Polyhydramnios, third trimester", 1.0)]
    hits.append(Hit("icd10cm:O40.2", "Polyhydramnios, second trimester", 0.9))
    specifier = Specifier(lambda codes: frozenset(), _polyhydramnios)
    assert specifier.complete(query, hits)[0].key == first


def _polyhydramnios(codes: Iterable[Code]) -> dict[Code, CodeRecord]:
    titles = {"O40.2XX0": "not applicable or unspecified", "O40.2XX2": "fetus 2"}
    return {
        code: CodeRecord(
            code,
            f"Polyhydramnios, second trimester, {titles[str(code)]}",
            True,
            RecordStatus.BILLABLE,
            SourceRef("icd10cm", str(code)),
        )
        for code in codes
        if str(code) in titles
    }
