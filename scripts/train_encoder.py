"""Trains the embedding model further on our own texts: ``make encoder``. Needs torch; a build or a server never does.

    python scripts/train_encoder.py TARGET [--batches 900] [--minutes 45]

Pairs: synonym, brand name, lay term or inclusion term -> description; an exclusion note that names a code -> that
code's title; guideline topic or heading -> its text; told case of the specifications -> the codes it earns.
Hard negatives are what the search of the knowledge base (CASEPILOT_HOME) finds wrongly. No query of the evals' test
part, no question of theirs and no held-out term is among the pairs. Writes a sentence-transformers folder and a data
card; name it in CASEPILOT_EMBEDDING_MODEL to build with it. Seeded: the same pairs in the same order.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import yaml

from corpus.authored import AuthoredCode, read_codes, read_modifiers, read_sources
from corpus.codes import code_key
from corpus.configuration import StoreSettings
from corpus.guidelines import read_guidelines
from corpus.lay_terms import read_lay_terms
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.export import DEFAULT_MODEL, source_path
from corpus.store.knowledge_base import KnowledgeBase
from corpus.yaml_loader import LOADER
from ingest.passages import passages_of
from tests.evals.cases import TEST, read_cases
from tests.evals.questions import read_questions

SEED = 20261130
# Descriptions and phrases are short; what is longer is a document's passage, whose beginning is enough here.
MAX_TOKENS = 32
BATCH = 64
LEARNING_RATE = 3e-5
WARMUP_BATCHES = 50
# The lower half knows words and needs no teaching of the field; leaving it alone saves a third of the time.
FROZEN_LAYERS = 3
# Texts of like length share a batch, so little is padded; so many pairs are sorted at once.
_SORTED_TOGETHER = 20 * BATCH
# The model is kept this often, so that a run that is stopped can be measured.
_KEPT_EVERY = 150
# A found row this near to the right one says the same thing: it is no negative.
_SAME_SIMILARITY = 0.92
_SEARCHED_ROWS = 12
_SPECIFICATIONS = Path(__file__).parent.parent / "tests" / "spec" / "procedures"
_CODE_IN_BRACKETS = re.compile(r"\(([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\)")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A wording and the text of the record it leads to; ``key`` names the record, ``collection`` where it is found."""

    anchor: str
    positive: str
    key: str
    collection: str


def folded(text: str) -> str:
    """A text by its words alone, for comparing."""
    return " ".join(_WORD.findall(text.lower()))


def withheld() -> set[str]:
    """Folded texts that must not be learned: queries of the test part, held-out terms, and the evals' questions."""
    cases = (folded(case.query) for case in read_cases() if case.part == TEST or case.held_out)
    return {*cases, *(folded(case.ask) for case in read_questions())}


def icd10cm_pairs() -> Iterator[Pair]:
    """Inclusion and lay terms with the title they stand at, exclusion notes with the title of the code they name."""
    import simple_icd_10_cm as tabular

    titles = {
        code: tabular.get_description(code)
        for code in dict.fromkeys(tabular.get_all_codes(with_dots=True))
        if tabular.is_category_or_subcategory(code)
    }
    for code, title in titles.items():
        for term in tabular.get_inclusion_term(code):
            yield Pair(term, title, f"icd10cm:{code}", "icd10cm")
        for note in (*tabular.get_excludes1(code), *tabular.get_excludes2(code)):
            named = _CODE_IN_BRACKETS.search(note)
            if named and (right := titles.get(named[1])):
                yield Pair(note[: named.start()].strip(), right, f"icd10cm:{named[1]}", "icd10cm")
    for term in read_lay_terms():
        if title := titles.get(str(getattr(term, "code", ""))):
            yield Pair(term.term, title, code_key(term.code), "icd10cm")  # type: ignore[union-attr]


def authored_pairs() -> Iterator[Pair]:
    """Synonyms and what tells a code from its siblings, and the specifications' told cases."""
    editions = read_sources()
    described: dict[str, Pair] = {}
    for entry in (*read_codes(editions), *read_modifiers(editions)):
        record = entry.record if isinstance(entry, AuthoredCode) else entry
        if not isinstance(record, CodeRecord):
            continue
        about = Pair("", record.description, code_key(record.code), record.code.system.value)
        described[str(record.code)] = about
        for synonym in record.synonyms:
            yield Pair(synonym, about.positive, about.key, about.collection)
    for path in sorted(_SPECIFICATIONS.glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["cases"]:
            for billed in case.get("billed", ()):
                if about := described.get(billed[:5]):
                    yield Pair(case["told"], about.positive, about.key, about.collection)


def guideline_pairs() -> Iterator[Pair]:
    """Topics and headings with the passages of their section."""
    editions = read_sources()
    for section in read_guidelines(editions):
        if not isinstance(section, GuidelineSection):
            continue
        texts = [one.text for one in passages_of(section) if one.role == "section"]
        wordings = [section.heading, *(section.topics if section.position == 1 else ())]
        for place, text in enumerate(texts):
            body = text.split(". ", 1)[-1]
            yield Pair(wordings[place % len(wordings)], body, section.key, "guidelines")


def slipped(text: str, draw: random.Random) -> str:
    """The text with one slip of a typist in one of its longer words."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return text
    place = draw.choice(long)
    word, at = words[place], draw.randrange(1, len(words[place]) - 1)
    slips = (word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    words[place] = draw.choice(slips)
    return " ".join(words)


def is_related(one: str, other: str) -> bool:
    """Whether two record keys are one record, or one stands above the other."""
    return one.startswith(other) or other.startswith(one) or ("#" in one and one.split("#")[0] == other.split("#")[0])


def hard_negatives(pairs: list[Pair], knowledge: KnowledgeBase) -> list[str | None]:
    """For each pair the first text that the search by meaning finds and that leads elsewhere; None without one."""
    tables = {name: index.table for name, index in knowledge.lexical.items()}
    found: list[str | None] = []
    for pair, vector in zip(pairs, knowledge.encoder.encode([pair.anchor for pair in pairs]), strict=True):
        table = tables[pair.collection]
        hits = knowledge.vectors.query(pair.collection, vector, _SEARCHED_ROWS)
        far = [hit.passage_id for hit in hits if hit.similarity < _SAME_SIMILARITY]
        wrong = (table.text(row) for row in table.rows(far) if not is_related(table.key(row), pair.key))
        found.append(next(wrong, None))
    return found


def all_pairs(excluded: set[str]) -> list[Pair]:
    """Every pair once, none whose wording is withheld or repeats what it leads to."""
    once = {
        (folded(pair.anchor), pair.key): pair
        for pair in (*icd10cm_pairs(), *authored_pairs(), *guideline_pairs())
        if (words := folded(pair.anchor)) and words not in excluded and words != folded(pair.positive)
    }
    return list(once.values())


def batches(
    pairs: list[Pair], negatives: list[str | None], draw: random.Random
) -> Iterator[list[tuple[str, str, str]]]:
    """Triples in seeded order without end; no record stands twice in a batch."""
    while True:
        order = list(range(len(pairs)))
        draw.shuffle(order)
        order = list(_by_length(pairs, order, draw))
        batch: list[tuple[str, str, str]] = []
        keys: set[str] = set()
        for place in order:
            pair = pairs[place]
            if pair.key in keys:
                continue
            keys.add(pair.key)
            anchor = slipped(pair.anchor, draw) if draw.random() < 0.1 else pair.anchor
            anchor = anchor.lower() if draw.random() < 0.5 else anchor
            # A pair without a negative gets another's text: a random negative.
            batch.append((anchor, pair.positive, negatives[place] or pairs[draw.randrange(len(pairs))].positive))
            if len(batch) == BATCH:
                yield batch
                batch, keys = [], set()


def _by_length(pairs: list[Pair], order: list[int], draw: random.Random) -> Iterator[int]:
    """The order in which neighbours are of like length, and batches of all lengths come in turn."""
    for start in range(0, len(order), _SORTED_TOGETHER):
        near = sorted(order[start : start + _SORTED_TOGETHER], key=lambda place: len(pairs[place].positive))
        runs = [near[begin : begin + BATCH] for begin in range(0, len(near), BATCH)]
        draw.shuffle(runs)
        for run in runs:
            yield from run


def train(pairs: list[Pair], negatives: list[str | None], target: Path, most: int, minutes: float) -> dict[str, float]:
    """Trains ``most`` batches, or until the processor's time is over, and writes the model; gives what was done."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.losses import MultipleNegativesRankingLoss

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model = SentenceTransformer(str(source_path(DEFAULT_MODEL)), device="cpu")
    model.max_seq_length = MAX_TOKENS
    encoder = model[0].auto_model
    for part in (encoder.embeddings, *encoder.encoder.layer[:FROZEN_LAYERS]):
        part.requires_grad_(False)
    loss_of = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.AdamW(
        [one for one in model.parameters() if one.requires_grad], lr=LEARNING_RATE, weight_decay=0.01
    )
    model.train()
    began, done, mean = time.process_time(), 0, 0.0
    for batch in batches(pairs, negatives, random.Random(SEED)):
        share = max(done / most, (time.process_time() - began) / (minutes * 60))
        if share >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * min((done + 1) / WARMUP_BATCHES, max(0.02, 1 - share))
        features = [model.preprocess(list(texts)) for texts in zip(*batch, strict=True)]
        loss = loss_of(features, torch.zeros(len(batch)))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        done += 1
        mean = float(loss.item()) if done == 1 else 0.98 * mean + 0.02 * float(loss.item())
        if done % _KEPT_EVERY == 0:
            model.save(str(target))
        if done % 25 == 0:
            print(f"{done} batches, {share:.0%}, loss {mean:.3f}", flush=True)
    model.eval()
    model.save(str(target))
    return {"batches": done, "passes": round(done * BATCH / len(pairs), 2), "loss": round(mean, 4)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--batches", type=int, default=900)
    parser.add_argument("--minutes", type=float, default=45.0, help="of processor time, at most")
    options = parser.parse_args()
    pairs = all_pairs(withheld())
    print(f"{len(pairs):,} pairs", flush=True)
    negatives = hard_negatives(pairs, KnowledgeBase.open(StoreSettings().home))
    print(f"{sum(one is not None for one in negatives):,} with a hard negative", flush=True)
    card = {"base": DEFAULT_MODEL, "licence": "Apache-2.0", "seed": SEED, "pairs": len(pairs)}
    card |= train(pairs, negatives, options.target, options.batches, options.minutes)
    (options.target / "training.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(card)
    return 0


if __name__ == "__main__":
    sys.exit(main())
