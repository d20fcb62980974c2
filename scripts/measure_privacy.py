"""How well identifiers are found: ``python -m scripts.measure_privacy [COUNT]``.

COUNT texts (1,500) with identifiers of fourteen kinds, made by seed: which of them are left, by kind, and in how many a
code of the question is damaged. Then every question of this repository: in how many something is replaced.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date

from assistant.privacy.hiding import hide
from corpus.mentions import find_codes
from tests.support.private_texts import private_texts, questions

TODAY = date(2026, 11, 30)


def main(count: int = 1_500) -> None:
    told: Counter[str] = Counter()
    left: Counter[str] = Counter()
    damaged, shown = 0, 0
    started = time.perf_counter()
    for private in private_texts(count):
        hidden = hide(private.text, TODAY).text
        for kind, secret in private.secrets:
            told[kind] += 1
            if secret in hidden:
                left[kind] += 1
                if "-v" in sys.argv and shown < 60:
                    shown += 1
                    print(f"left {kind}: {secret!r} in {hidden!r}")
        wanted = Counter(mention.text for mention in find_codes(private.story))
        if wanted - Counter(mention.text for mention in find_codes(hidden)):
            damaged += 1
            if "-v" in sys.argv:
                print(f"damaged: {private.text!r} -> {hidden!r}")
    each = (time.perf_counter() - started) / count * 1_000
    print(f"{'kind':24} {'told':>6} {'left':>6} {'found':>8}")
    for kind in sorted(told):
        print(f"{kind:24} {told[kind]:6} {left[kind]:6} {1 - left[kind] / told[kind]:8.1%}")
    every, gone = told.total(), left.total()
    print(
        f"{'all':24} {every:6} {gone:6} {1 - gone / every:8.1%}; "
        f"texts with a damaged code: {damaged} of {count}; {each:.1f} ms a text"
    )
    for source, asked in questions().items():
        alarms = [(text, hidden) for text in asked if (hidden := hide(text, TODAY)).found]
        print(f"false alarms in {source}: {len(alarms)} of {len(asked)} ({len(alarms) / len(asked):.2%})")
        for text, hidden in alarms[:20]:
            print("  ", [text[one.start : one.end] for one in hidden.found], "|", text[:110].replace("\n", " / "))


if __name__ == "__main__":
    main(*map(int, [each for each in sys.argv[1:] if each.isdigit()]))
