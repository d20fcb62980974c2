"""The authored text, checked: its schema and relations always, its facts against the publishers' files where they are."""

from __future__ import annotations

import re

import pytest

from corpus.authored import FIRST_DAY, LAST_DAY, AuthoredCode, read_codes, read_modifiers, read_sources
from corpus.check import KNOWN_CODES_FILE, check_authored, read_known_codes
from corpus.codes import CptCode
from corpus.errors import RowError
from corpus.guidelines import read_guidelines
from corpus.records import CodeRecord, GuidelineSection
from tests.support import publisher

EDITIONS = read_sources()

REQUIRED = """
    0708T 0709T 99202 99203 99204 99205 99211 99212 99213 99214 99215 99417 G2211 G2212 99291 99292
    11102 11103 11104 11105 11106 11107 15002 15003 15004 15005 20610 36415 45378 45380 45381 45382 45384 45385
    64483 64484 90460 90461 90471 90472 93000 96360 96361 96365 96366 96367 96368 96369 96370 96371 96372 96373 96374
    96375 96376 96377 97110 71046 80053 85025
""".split()


@pytest.fixture(scope="module")
def codes() -> list[AuthoredCode]:
    entries = list(read_codes(EDITIONS))
    assert [str(entry) for entry in entries if isinstance(entry, RowError)] == []
    return [entry for entry in entries if isinstance(entry, AuthoredCode)]


@pytest.fixture(scope="module")
def modifiers() -> list[CodeRecord]:
    entries = list(read_modifiers(EDITIONS))
    assert [str(entry) for entry in entries if isinstance(entry, RowError)] == []
    return [entry for entry in entries if isinstance(entry, CodeRecord)]


@pytest.fixture(scope="module")
def sections() -> list[GuidelineSection]:
    entries = list(read_guidelines(EDITIONS))
    assert [str(entry) for entry in entries if isinstance(entry, RowError)] == []
    return [entry for entry in entries if isinstance(entry, GuidelineSection)]


def test_there_is_enough_to_start_with(codes: list[AuthoredCode], sections: list[GuidelineSection]) -> None:
    assert len(codes) >= 80
    assert len({section.document_id for section in sections}) >= 15
    assert set(REQUIRED) <= {str(entry.record.code) for entry in codes}


def test_every_relation_and_every_code_in_prose_is_known(
    codes: list[AuthoredCode], modifiers: list[CodeRecord], sections: list[GuidelineSection]
) -> None:
    assert list(check_authored(codes, modifiers, sections, read_known_codes())) == []


def test_no_description_claims_to_be_official(codes: list[AuthoredCode], modifiers: list[CodeRecord]) -> None:
    assert not any(entry.record.official for entry in codes)
    assert not any(record.official for record in modifiers)


def test_pairings_are_those_of_the_add_on_table(codes: list[AuthoredCode]) -> None:
    table, types = publisher.active_add_on_pairs(), publisher.add_on_types()
    for entry in codes:
        code = str(entry.record.code)
        stated = {str(pair.primary) if pair.primary else "CCCCC" for pair in entry.pairs}
        listed = table.get(code, set())
        assert stated in (listed, listed - {"CCCCC"} or {"CCCCC"}) if listed else not stated, code
        assert {pair.edit_type for pair in entry.pairs} <= types.get(code, set()), code


def test_facts_are_those_of_the_publishers_files(codes: list[AuthoredCode]) -> None:
    schedule, mue = publisher.fee_schedule(), publisher.practitioner_mue()
    wrong = []
    for entry in codes:
        code = str(entry.record.code)
        status, global_days, descriptor = schedule.get(code, ("", "", ""))
        expected = {"status": status, "global_days": global_days, "mue_practitioner": mue.get(code, "")}
        for fact in entry.record.facts:
            if fact.name in expected and fact.value != expected[fact.name]:
                wrong.append(f"{code} {fact.name}: {fact.value}, the file has {expected[fact.name]!r}")
            if fact.name == "typical_minutes" and fact.value not in re.findall(r"\d+", descriptor):
                wrong.append(f"{code} minutes: {fact.value}, the file has {descriptor!r}")
    assert wrong == []


def test_known_codes_exist_in_a_publishers_file() -> None:
    existing = set(publisher.fee_schedule()) | set(publisher.hcpcs()) | set(publisher.outpatient_codes())
    existing |= set(publisher.active_add_on_pairs()) | set().union(*publisher.active_add_on_pairs().values())
    starred = {word.removesuffix("*") for word in KNOWN_CODES_FILE.read_text(encoding="utf-8").split() if "*" in word}
    assert sorted(read_known_codes() - existing - starred) == []
    assert sorted(starred & set(publisher.fee_schedule())) == []  # a deleted code is in no current file


# CPT's own modifiers with a letter, for Category II codes: they are not in the HCPCS file.
CPT_LETTERED = {"1P", "2P", "3P", "8P"}


def test_authored_hcpcs_codes_and_modifiers_are_active(codes: list[AuthoredCode], modifiers: list[CodeRecord]) -> None:
    """Or say in their first words that they have ended: a coder still meets them on old claims."""
    table = publisher.hcpcs()
    level_two = [entry.record for entry in codes if not isinstance(entry.record.code, CptCode)]
    level_two += [record for record in modifiers if not str(record.code).isdigit()]
    own = [record for record in level_two if str(record.code) not in CPT_LETTERED]
    missing = [str(record.code) for record in own if str(record.code) not in table]
    ended = [record for record in own if "0" < table.get(str(record.code), "") <= "20251231"]
    assert missing == []
    assert [str(record.code) for record in ended if "Ended: " not in record.description] == []


def test_every_modifier_of_the_file_has_a_text_and_its_days(modifiers: list[CodeRecord]) -> None:
    told = {str(one.code): {fact.name: fact.value for fact in one.facts} for one in modifiers}
    for modifier, days in publisher.modifier_days().items():
        stated = [told[modifier].get(name) for name in (FIRST_DAY, LAST_DAY)]
        assert stated == [day and day.isoformat() for day in days], modifier


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def test_no_description_is_the_short_descriptor_of_the_fee_schedule(codes: list[AuthoredCode]) -> None:
    """The AMA's words stay out: no CPT entry repeats a short descriptor as a run of words (HCPCS text is public)."""
    schedule = publisher.fee_schedule()
    repeated = []
    for entry in codes:
        if not isinstance(entry.record.code, CptCode):
            continue
        descriptor = _words(schedule.get(str(entry.record.code), ("", "", ""))[2])
        texts = [entry.record.description, *entry.record.synonyms]
        if len(descriptor) >= 3 and any(f" {' '.join(descriptor)} " in f" {' '.join(_words(text))} " for text in texts):
            repeated.append(str(entry.record.code))
    assert repeated == []
