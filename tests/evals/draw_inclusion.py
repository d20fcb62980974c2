"""Draws cases/inclusion.yaml: ICD-10-CM inclusion terms (public domain), one a category, with a fixed seed.

    python -m tests.evals.draw_inclusion

A term that repeats its code's title, or stands at two codes, says nothing about search and is passed over.
"""

from __future__ import annotations

import json
import random
import sys

from tests.evals.cases import FOLDER

CASES = 260
SEED = 20261123

_HEADER = """\
# Inclusion terms of the ICD-10-CM tabular list, April 2026 (public domain), drawn by draw_inclusion.py: one a category.
# Each is kept out of the index that it is tested on.
"""


def drawn() -> list[tuple[str, str]]:
    """(inclusion term, code) of ``CASES`` categories, in code order."""
    import simple_icd_10_cm as tabular

    terms: dict[str, set[str]] = {}
    for code in dict.fromkeys(tabular.get_all_codes(with_dots=True)):
        if tabular.is_category_or_subcategory(code):
            for term in tabular.get_inclusion_term(code):
                terms.setdefault(" ".join(term.split()), set()).add(code)
    by_category: dict[str, list[tuple[str, str]]] = {}
    for term, codes in sorted(terms.items()):
        (code, *others) = sorted(codes)
        if not others and term.lower() != tabular.get_description(code).lower() and "NOS" not in term:
            by_category.setdefault(code[:3], []).append((term, code))
    draw = random.Random(SEED)
    chosen = draw.sample(sorted(by_category), CASES)
    return sorted((draw.choice(by_category[category]) for category in chosen), key=lambda pair: pair[1])


def main() -> int:
    import simple_icd_10_cm as tabular

    lines = []
    for term, code in drawn():
        # A term that stands at a header is answered as well by any code below it.
        accept = code if tabular.is_leaf(code) else f"{code}*"
        values = {"query": term, "accept": [accept], "held_out": code}
        pairs = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
        lines.append(f"- {{{', '.join(pairs)}}}")
    (FOLDER / "inclusion.yaml").write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
