"""Every concept of a vocabulary is asked for by a row, a parameter or a line of code; none is read for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from corpus.yaml_loader import LOADER
from tests.conftest import REPOSITORY

ASSISTANT = REPOSITORY / "assistant"
VOCABULARIES = {
    *ASSISTANT.rglob("vocabulary.yaml"),
    ASSISTANT / "understand" / "story" / "common.yaml",
    ASSISTANT / "understand" / "circumstances" / "circumstances.yaml",
    ASSISTANT / "checking" / "wording.yaml",
}
NAME = re.compile(r"[a-z0-9_]+")


@cache
def strings(path: Path) -> tuple[str, ...]:
    """The literals of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return tuple(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    )


def told() -> Iterator[str]:
    """Every text that may name a concept."""
    for path in ASSISTANT.rglob("*.py"):
        yield from strings(path)
    for path in set(ASSISTANT.rglob("*.yaml")) - VOCABULARIES:
        yield path.read_text(encoding="utf-8")


def beginnings(folder: Path) -> tuple[str, ...]:
    """What the modules of a folder, and those beside it, put before the rest of a concept's name: "seg_", "kit_"."""
    modules = [path for room in (folder, folder.parent) for path in room.glob("*.py")]
    literals = [literal.rpartition(".")[2] for path in modules for literal in strings(path)]
    return tuple(literal for literal in literals if len(literal) > 1 and literal.endswith("_"))


def test_every_concept_is_asked_for() -> None:
    named = {name for text in told() for name in NAME.findall(text)}
    idle = {
        f"{path.relative_to(REPOSITORY)}: {concept}"
        for path in VOCABULARIES
        for concept in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or ()
        if concept not in named and not concept.startswith(beginnings(path.parent))
    }
    assert not idle, sorted(idle)
