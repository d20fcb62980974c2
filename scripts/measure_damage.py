"""Sixty cut, altered and missing files: what CasePilot answers then, and whether the remedies work. Five minutes.

python -m scripts.measure_damage
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.support.damage import Trial, cases
from tests.support.homes import small_home


def main() -> int:
    began, outcomes = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), small_home())
        for case in list(cases())[int(sys.argv[1]) if len(sys.argv) > 1 else 0 :]:
            outcome = trial.run(case)
            outcomes.append(outcome)
            print(
                f"{'WRONG' if outcome.wrong else 'right'} {'mended' if outcome.mended else 'NOT MENDED'}  {case.name}"
            )
            for line in (*outcome.told, *outcome.wrong):
                print(f"    {line}")
    wrong, unmended = sum(bool(one.wrong) for one in outcomes), sum(not one.mended for one in outcomes)
    print(
        f"{len(outcomes)} files: {wrong} with a wrong answer, {unmended} not mended by the remedies, "
        f"{time.monotonic() - began:.0f} s."
    )
    return 1 if wrong or unmended else 0


if __name__ == "__main__":
    sys.exit(main())
