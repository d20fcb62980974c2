"""Every term of the field is found by each of its names, and has its vocabulary."""

import pytest
import yaml

from assistant.procedures.billing.terms.decide import FAMILY
from assistant.procedures.billing.terms.rows import FOLDER, terms
from tests.support.told_cases import decided

_ASKING = {"asks_meaning", "asks_difference", "beside"}
VOCABULARY = yaml.safe_load((FOLDER / "vocabulary.yaml").read_text("utf-8"))
NAMES = [(term, str(name)) for term, names in VOCABULARY.items() if term not in _ASKING for name in names]


def test_each_term_has_names_and_each_name_a_meaning() -> None:
    assert set(VOCABULARY) - _ASKING == set(terms())


@pytest.mark.parametrize(("term", "name"), NAMES, ids=[f"{term}: {name}" for term, name in NAMES])
def test_a_term_is_told_by_its_name(term: str, name: str) -> None:
    told = [verdict for verdict in decided(f"what does {name} mean?") if verdict.rule == FAMILY]
    assert [verdict.key for verdict in told] == [f"{FAMILY}:{term}"]
