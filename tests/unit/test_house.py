"""The house keeps its measure: short modules, few rooms in a folder, and a question whose text is read in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.count_patterns import count
from tests.conftest import REPOSITORY

MOST_LINES = 300
MOST_ROOMS = 12
# Alternatives in all regular expressions; the first house had 2,370. Words go into vocabularies instead.
MOST_ALTERNATIVES = 1_185
ASSISTANT = REPOSITORY / "assistant"

# Who may touch the text of a question: its readers, and those that only hand it on (a prompt, a summary, a button).
READS_TEXT = {
    "assistant/casepilot.py",
    "assistant/answering/summaries.py",
    "assistant/answering/follow_ups.py",
    "assistant/drafting/behind.py",
}


def modules(folder: Path = ASSISTANT) -> Iterator[Path]:
    yield from folder.rglob("*.py")


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def test_no_module_is_long() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert not {name: count for name, count in lines.items() if count > MOST_LINES}


def test_no_folder_has_many_rooms() -> None:
    # The front hall itself has its doors beside the rooms (docs/DESIGN.md).
    folders = {path.parent for path in modules()} - {ASSISTANT}
    crowded = {}
    for folder in folders:
        rooms = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
        rooms |= {path.name for path in folder.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
        if len(rooms) > MOST_ROOMS:
            crowded[name_of(folder)] = sorted(rooms)
    assert not crowded


def test_patterns_read_form_and_not_word_lists() -> None:
    counted = {name_of(path): count(path) for path in modules()}
    assert sum(alternatives for _, alternatives in counted.values()) <= MOST_ALTERNATIVES, counted


def test_a_question_is_read_in_understand_alone() -> None:
    """No module behind the reader looks at ``question.text``, ``query.text`` or ``standalone``."""
    found = set()
    for path in modules():
        name = name_of(path)
        if name.startswith("assistant/understand/") or name in READS_TEXT:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("text", "standalone")
                and isinstance(node.value, ast.Name)
                and node.value.id in ("question", "query")
            ):
                found.add(f"{name}:{node.lineno}")
    assert not found
