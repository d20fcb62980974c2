"""Writes ``docs/procedures.md`` from the told cases that the procedures are tested with."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "procedures.md"

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests.spec.procedures_page import procedures_page

    PAGE.write_text(procedures_page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
