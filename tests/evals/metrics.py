"""How good a ranked list is, as pure functions, with 95 % intervals.

Every case has one right answer under several names (its ``accept`` patterns are alternatives), so recall at k is whether
a right one stands among the first k, and the gain of nDCG is that of the first right one.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = 10
RECALL_AT = (1, 5, 10)

# Resamples of a bootstrap: the interval's ends move by less than 0.002 between runs of another seed.
_RESAMPLES = 2_000
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Score:
    """Means over cases, each in [0, 1], and the 95 % interval of recall at 10 and of MRR."""

    cases: int
    recall_1: float
    recall_5: float
    recall_10: float
    mrr_10: float
    ndcg_10: float
    recall_10_interval: tuple[float, float]
    mrr_10_interval: tuple[float, float]


def score(ranks: Sequence[int | None]) -> Score:
    """Scores of some cases from the rank (1 for the first) of the first right answer within ``DEPTH``, None without."""
    found = [rank if rank is not None and rank <= DEPTH else None for rank in ranks]
    recalls = {k: [float(rank is not None and rank <= k) for rank in found] for k in RECALL_AT}
    reciprocal = [0.0 if rank is None else 1 / rank for rank in found]
    gains = [0.0 if rank is None else 1 / math.log2(1 + rank) for rank in found]
    return Score(
        len(found),
        *(_mean(recalls[k]) for k in RECALL_AT),
        _mean(reciprocal),
        _mean(gains),
        wilson(sum(recalls[DEPTH]), len(found)),
        bootstrap(reciprocal),
    )


def wilson(successes: float, trials: int) -> tuple[float, float]:
    """The Wilson score interval of a share, 95 %."""
    if not trials:
        return 0.0, 1.0
    z = 1.959964
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # Rounding may carry the ends of an all-or-nothing sample a hair past the scale.
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """The percentile interval of a mean, 95 %, by resampling with a fixed seed."""
    if not values:
        return 0.0, 1.0
    drawn = random.Random(_SEED)
    means = sorted(_mean(drawn.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]


def paired_drop(before: Sequence[int | None], after: Sequence[int | None]) -> tuple[float, float, float]:
    """How much recall at 10 fell from one run to another on the same cases: mean and 95 % interval of the difference.

    Positive is a drop. A drop is real when the whole interval lies above 0.
    """
    differences = [float(_hit(old)) - float(_hit(new)) for old, new in zip(before, after, strict=True)]
    low, high = bootstrap(differences)
    return _mean(differences), low, high


def _hit(rank: int | None) -> bool:
    return rank is not None and rank <= DEPTH


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
