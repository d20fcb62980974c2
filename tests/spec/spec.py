"""The specification of the rules: tables of cases in ``tests/spec/cases/*.yaml``, one file a rule.

Each file is run by a test of the same name against the rule itself, and ``scripts/rules_page.py`` prints all of them
as ``docs/rules.md``, so that what a coder reads there is what was tested.

    rule: PTP pair                          the heading
    about: ...                              a paragraph for the reader
    cases:
      - name: indicator 0 is never bypassed
        input: 11104 with 11102             what is asked, in words
        day: 2026-05-01                     the date of service
        tables: 2026 Q2 has 11104/11102, indicator 0, from 2019-01-01      what is loaded, in words
        facts: {...}                        the same for the runner: any structure it likes
        verdict: denied                     the finding, as the rule's enum spells it
        detail: {...}                       optional: more that the verdict must carry, for the runner
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from corpus.yaml_loader import LOADER

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a rule's table."""

    name: str
    input: str
    day: date
    tables: str
    verdict: str
    facts: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Specification:
    """The table of one rule."""

    rule: str
    about: str
    cases: tuple[Case, ...]


def read_specification(name: str) -> Specification:
    """The table in ``cases/<name>.yaml``; names of cases are unique in it."""
    body = yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    cases = tuple(Case(**case) for case in body["cases"])
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), f"{name}: two cases have one name"
    assert all(isinstance(case.day, date) for case in cases), f"{name}: write days as 2026-05-01"
    return Specification(body["rule"], " ".join(body["about"].split()), cases)


def specification_names() -> list[str]:
    """Every rule that has a table, by file name."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def rules_page() -> str:
    """All tables as one Markdown page."""
    specifications = [read_specification(name) for name in specification_names()]
    total = sum(len(specification.cases) for specification in specifications)
    lines = [
        "# Rules",
        "",
        "What CasePilot decides by rule, as the cases that its tests run. Written by `scripts/rules_page.py` from "
        f"`tests/spec/cases/`: {total} cases. The rules are in `assistant/rules/`.",
    ]
    for specification in specifications:
        lines += ["", f"## {specification.rule}", "", specification.about, ""]
        lines += ["| Case | Asked | Date of service | Tables | Verdict |", "|---|---|---|---|---|"]
        for case in specification.cases:
            cells = (case.name, case.input, case.day.isoformat(), case.tables, case.verdict.replace("_", " "))
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
