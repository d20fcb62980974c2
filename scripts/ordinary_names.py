"""Writes assistant/privacy/ordinary.txt: the words of our own texts and cases, from three letters on.

    python -m scripts.ordinary_names

A word that stands among ours is no evidence of a person by itself, though the census has it as a name.
"""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TEXTS = ("corpus/text/**/*", "assistant/**/*.yaml", "docs/*.md", "tests/spec/**/*.yaml")
WORD = re.compile(r"[A-Za-z]{3,}")


def main() -> None:
    words: set[str] = set()
    for pattern in TEXTS:
        for path in sorted(PROJECT.glob(pattern)):
            if path.is_file() and path.suffix in (".md", ".yaml", ".txt", ".csv"):
                words.update(word.lower() for word in WORD.findall(path.read_text(encoding="utf-8")))
    target = PROJECT / "assistant" / "privacy" / "ordinary.txt"
    target.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
