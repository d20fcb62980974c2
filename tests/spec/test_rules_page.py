"""The page that coders read says what the tests run."""

from __future__ import annotations

from assistant.procedures.registry import FAMILIES
from tests.conftest import REPOSITORY
from tests.spec.procedures_page import chapters, procedures_page
from tests.spec.spec import read_specification, rules_page, specification_names


def test_the_page_of_rules_is_the_tested_one() -> None:
    assert (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(), "run scripts/rules_page.py"


def test_there_are_cases_enough() -> None:
    assert sum(len(read_specification(name).cases) for name in specification_names()) >= 200


def test_the_page_of_procedures_is_the_tested_one() -> None:
    page = (REPOSITORY / "docs" / "procedures.md").read_text(encoding="utf-8")
    assert page == procedures_page(), "run scripts/procedures_page.py"


def test_every_family_has_cases_enough() -> None:
    lacking = {chapter["family"]: len(chapter["cases"]) for chapter in chapters() if len(chapter["cases"]) < 20}
    assert not lacking
    assert {chapter["family"] for chapter in chapters()} == {name.split(".")[-1] for name in FAMILIES}
