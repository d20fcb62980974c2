"""``docs/procedures.md`` from the told cases that the procedures are tested with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.decisions import FILE, decision_table
from assistant.procedures.registry import FAMILIES, family_folder
from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent / "procedures"


def chapters() -> list[dict[str, Any]]:
    """The specification of each family, in the order of their names."""
    return [yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) for path in sorted(FOLDER.glob("*.yaml"))]


def procedures_page() -> str:
    """All chapters as one Markdown page."""
    read = chapters()
    total = sum(len(chapter["cases"]) for chapter in read)
    rows = sum(len(decision_table(family_folder(name)).rows) for name in FAMILIES if _has_table(name))
    lines = [
        "# Procedures",
        "",
        "What CasePilot concludes from told cases, as the cases that its tests run: "
        f"{len(read)} families, {total} cases, {rows} rows of decision tables. Written by `scripts/procedures_page.py` from "
        "`tests/spec/procedures/`; the procedures are in `assistant/procedures/`. Today is 2026-11-30 where no day is "
        "named. *Says nothing* marks near misses: told cases that belong to another family, or to none.",
    ]
    for chapter in read:
        lines += ["", f"## {chapter['title']}", "", "| Told | Day | Concluded |", "|---|---|---|"]
        for case in chapter["cases"]:
            cells = (case["told"], str(case.get("day", "")), _concluded(case))
            lines.append("| " + " | ".join(" ".join(str(cell).replace("|", "\\|").split()) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _has_table(name: str) -> bool:
    return (family_folder(name) / FILE).is_file()


def _concluded(case: dict[str, Any]) -> str:
    if case.get("silent"):
        return "*says nothing*"
    parts = []
    if case.get("billed"):
        parts.append(", ".join(map(str, case["billed"])))
    if case.get("stance"):
        parts.append(case["stance"])
    if case.get("says"):
        parts.append("; ".join(map(str, case["says"])))
    if case.get("missing"):
        parts.append("asks for " + ", ".join(case["missing"]))
    return " · ".join(parts)
