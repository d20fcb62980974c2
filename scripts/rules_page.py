"""Writes ``docs/rules.md`` from the tables of cases that the rules are tested with."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rules.md"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests.spec.spec import rules_page

    PAGE.write_text(rules_page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
