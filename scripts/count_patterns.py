"""Counts what the assistant reads by regular expressions: patterns, and the alternatives (``|``) in them.

    python scripts/count_patterns.py [FOLDER]

A pattern is a literal given to ``re`` or to a helper that compiles one; its pieces, written apart and put together by
an f-string, count where they are written. Alternatives are the bars of such literals outside ``[...]``.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

# What compiles: ``re.compile`` and its like, and the helpers that wrap it.
_OF_RE = frozenset("compile match fullmatch search sub split findall finditer".split())
_HELPERS = frozenset({"_words", "_read"})
_LOOKS_LIKE_ONE = re.compile(r"\\[bswdWSDB]|\(\?[:P=!<]|\[\^|\w\|\w")


def _compiles(node: ast.Call) -> bool:
    called = node.func
    if isinstance(called, ast.Attribute):
        return isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr in _OF_RE
    return isinstance(called, ast.Name) and called.id in _HELPERS


def count(path: Path) -> tuple[int, int]:
    """Patterns and alternatives of one module."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    compiled = [node for node in nodes if isinstance(node, ast.Call) and _compiles(node)]
    given = {id(inner) for node in compiled for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    alternatives = 0
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value:
            piece = node.value
            if id(node) not in prose and (id(node) in given or _LOOKS_LIKE_ONE.search(piece)):
                alternatives += re.sub(r"\\\||\[[^\]]*\]", "", piece).count("|")
    return len(compiled), alternatives


def main(folder: Path) -> None:
    rows = [(count(path), path) for path in sorted(folder.rglob("*.py"))]
    for (patterns, alternatives), path in sorted(rows, key=lambda row: -row[0][1]):
        if patterns or alternatives:
            print(f"{patterns:4} {alternatives:5}  {path.relative_to(folder)}")
    print(f"{sum(row[0][0] for row in rows):4} {sum(row[0][1] for row in rows):5}  in all")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "assistant"))
