"""The page that coders read says what the tests run."""

from __future__ import annotations

from tests.conftest import REPOSITORY
from tests.spec.spec import read_specification, rules_page, specification_names


def test_the_page_of_rules_is_the_tested_one() -> None:
    assert (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(), "run scripts/rules_page.py"


def test_there_are_cases_enough() -> None:
    assert sum(len(read_specification(name).cases) for name in specification_names()) >= 200
