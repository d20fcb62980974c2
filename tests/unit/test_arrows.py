"""The arrows of the house (docs/DESIGN.md): who may import whom, and what must stay out of the serving path."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

FORBIDDEN = {
    "corpus": {"assistant", "ingest", "chainlit", "app"},
    "assistant": {"ingest", "chainlit", "app"},
    "ingest": {"assistant", "chainlit", "app"},
}
ONLY_IN = {
    "chainlit": {"app.py"},
    "openai": {"assistant/drafting/openai_client.py"},
    "torch": {"corpus/store/export.py"},
}


def _modules() -> list[Path]:
    return [REPOSITORY / "app.py", *(path for name in FORBIDDEN for path in (REPOSITORY / name).rglob("*.py"))]


def _imports(path: Path) -> Iterator[str]:
    """Top-level package of every import in a module, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_packages_import_only_along_the_arrows(package: str) -> None:
    crossing = {
        f"{path.relative_to(REPOSITORY)} imports {name}"
        for path in (REPOSITORY / package).rglob("*.py")
        for name in set(_imports(path)) & FORBIDDEN[package]
    }
    assert not crossing


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_some_libraries_are_imported_in_one_place(library: str) -> None:
    importers = {path.relative_to(REPOSITORY).as_posix() for path in _modules() if library in set(_imports(path))}
    assert importers == ONLY_IN[library]


def test_importing_the_serving_path_brings_in_no_torch() -> None:
    script = (
        "import sys, assistant.bootstrap, assistant.casepilot, ingest.pipeline; "
        "print([name for name in ('torch', 'sentence_transformers', 'transformers', 'chainlit') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_any_module_prints_and_writes_nothing(tmp_path: Path) -> None:
    names = [
        ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        for path in _modules()
        if path.name not in ("__main__.py", "app.py")
    ]
    script = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\n" + "\n".join(
        f"import {name.removesuffix('.__init__')}" for name in names
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr, list(tmp_path.iterdir())) == ("", "", [])
