"""Questions that were once misheard, each in several wordings, on the desk home: cases/examples.yaml of the spec."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.casepilot import CasePilot
from corpus.yaml_loader import LOADER
from tests.integration.test_desk import ask, desk  # noqa: F401  # the fixture

_TOLD = yaml.load((Path(__file__).parent.parent / "spec" / "examples.yaml").read_text(encoding="utf-8"), Loader=LOADER)
CASES = [([turns] if isinstance(turns, str) else turns, told) for told in _TOLD for turns in told["asks"]]


@pytest.mark.parametrize(("turns", "told"), CASES, ids=[" || ".join(turns) for turns, _ in CASES])
async def test_an_example_is_answered(desk: CasePilot, turns: list[str], told: dict[str, Any]) -> None:  # noqa: F811
    answer = await ask(desk, *turns)
    text = answer.text.replace("*", "")
    assert text.startswith(str(told.get("begins", ""))), text
    for said in told.get("says", ()):
        assert said in text
    for said in told.get("never", ()):
        assert said not in text
