"""A small authored text folder of the tests' own, so that builds take a moment and every change is under control."""

from __future__ import annotations

from pathlib import Path

from corpus.authored import TEXT_FOLDER

ENTRY = """
- code: "{code}"
  description: {description}
  reported: When the test reports it.
  documentation: What the test must show.
  synonyms: [{synonyms}]
  sources: [casepilot-text]
"""


def write_text_folder(folder: Path, entries: dict[str, tuple[str, str]]) -> Path:
    """A text folder with the real sources and the given CPT entries: code -> (description, synonyms)."""
    (folder / "cpt").mkdir(parents=True, exist_ok=True)
    (folder / "guidelines").mkdir(exist_ok=True)
    (folder / "sources.yaml").write_text((TEXT_FOLDER / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "modifiers.yaml").write_text("", encoding="utf-8")
    text = "".join(
        ENTRY.format(code=code, description=description, synonyms=synonyms)
        for code, (description, synonyms) in entries.items()
    )
    (folder / "cpt" / "test.yaml").write_text(text, encoding="utf-8")
    return folder
