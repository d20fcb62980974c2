"""Passages to measure with: real text first, then text grown from it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from corpus.records import Passage, PassageRole
from ingest.pipeline import gather, wanted_passages
from ingest.progress import Progress
from ingest.sources.authored import authored
from ingest.sources.icd10cm import icd10cm
from tests.evals.cases import TUNING, read_cases

SEED = 20261123


def real_passages(progress: Progress) -> list[Passage]:
    """Every passage of the shipped text, and one for each diagnosis title that stands by its stem."""
    gathered = gather([authored, icd10cm], progress)
    passages = [passage for of_name in wanted_passages(gathered).values() for passage in of_name.values()]
    known = {passage.key for passage in passages}
    for record in gathered.records.values():
        key = f"{record.code.system.value}:{record.code}"
        if key not in known:
            passages.append(Passage(record.code.system.value, key, PassageRole.DESCRIPTION, record.description))
    return passages


def grown(passages: list[Passage], size: int) -> list[Passage]:
    """``size`` passages of one collection: a fixed draw of the real ones, or those and texts made by joining two.

    A joined text has the length and the vocabulary of real text, and no two are alike.
    """
    draw = random.Random(SEED)
    if size <= len(passages):
        chosen = draw.sample(passages, size)
    else:
        chosen = [*passages, *itertools.islice(_joined(passages, draw), size - len(passages))]
    return [Passage("bench", f"bench:{number}", one.role, one.text) for number, one in enumerate(chosen)]


def _joined(passages: list[Passage], draw: random.Random) -> Iterator[Passage]:
    for number in itertools.count():
        first, second = draw.choice(passages), draw.choice(passages)
        words = first.text.split()[:8] + second.text.split()[:6]
        yield Passage("bench", f"joined:{number}", first.role, " ".join(words))


def queries(count: int) -> list[str]:
    """Queries of the tuning part of the evals, over again until there are enough."""
    texts = [case.query for case in read_cases() if case.part == TUNING and case.kind != "negatives"]
    random.Random(SEED).shuffle(texts)
    return list(itertools.islice(itertools.cycle(texts), count))
