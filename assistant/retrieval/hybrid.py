"""Dense and lexical search ranked by one score; ``nodes.py`` makes a LlamaIndex retriever of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from assistant.retrieval import Hit
from assistant.retrieval.dense import DenseRetriever
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.ranking import COVERAGE_WEIGHT, FOREIGN_WORD_PENALTY, Candidate, rank
from assistant.retrieval.words.specificity import Specifier
from assistant.retrieval.words.spelling import Speller
from corpus.abbreviations import Expander
from corpus.codes import CodeSystem
from corpus.extensions import without_extension
from corpus.store.passage_table import PassageTable

# Each side offers more than is asked for, so that a record both find in the middle can rise to the top.
_ROWS_PER_RECORD = 8
_MOST_ROWS = 120
# Of what was found, this many times the limit is looked at closely: no rule of ranking lifts a hit further.
_CONSIDERED = 4


@dataclass(frozen=True, slots=True)
class HybridRetriever:
    """Implements ``Retriever``; ``Hit.score`` orders the hits of all collections, ``similarity`` is the cosine.

    ``expander`` spells clinical abbreviations out and ``speller`` mends words before either side searches;
    ``specifier`` completes diagnoses.
    """

    dense: DenseRetriever
    lexical: LexicalRetriever
    tables: Mapping[str, PassageTable]
    expander: Expander
    speller: Speller
    specifier: Specifier

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        if collection not in self.tables or not query.strip() or limit < 1:
            return []
        readings = self._readings(query)
        diagnoses = collection == CodeSystem.ICD10CM.value
        # Titles that only add the encounter or the fetus are not indexed: their stem's title leads to them.
        stem = without_extension(query) if diagnoses else query
        searched = tuple(dict.fromkeys((*readings, stem)))
        hits = rank(readings[-1], self._candidates(searched, collection, limit), limit, title=stem)
        if self.speller.has_foreign_word(readings[-1]):
            hits = [replace(hit, score=hit.score - FOREIGN_WORD_PENALTY) for hit in hits]
        return self.specifier.complete(query, hits) if diagnoses else hits

    def _readings(self, query: str) -> tuple[str, ...]:
        """The query as written and, where they differ, with abbreviations spelled out and with its spelling mended.

        As written it meets synonyms that have the abbreviation ("PEG tube placement").
        """
        expanded = self.expander.expand(query)
        return tuple(dict.fromkeys((query, expanded, self.speller.correct(expanded))))

    def _candidates(self, readings: tuple[str, ...], collection: str, limit: int) -> Iterator[Candidate]:
        """Every record that either side finds under any reading, with the best of its passages."""
        table, depth = self.tables[collection], min(limit * _ROWS_PER_RECORD, _MOST_ROWS)
        near: dict[int, float] = {}
        covered: dict[int, float] = {}
        for reading in readings:
            for row, similarity in self.dense.rows(reading, collection, depth):
                near[row] = max(similarity, near.get(row, -1.0))
            for row, coverage in self.lexical.rows(reading, collection, depth):
                covered[row] = max(coverage, covered.get(row, 0.0))
        if table.has_vectors:
            unmeasured = [row for row in covered if row not in near]
            vectors = np.stack([self.dense.embed(reading) for reading in readings])
            near.update(zip(unmeasured, table.similarities(vectors, unmeasured), strict=True))
        elif not any(other.has_vectors for other in self.tables.values()):
            # Nothing was embedded yet: how much of the query a text has stands for how near it is.
            near = covered
        rows = list(near | covered)
        best: dict[int, int] = {}
        coverage_of: dict[int, float] = {}
        for row, record in zip(rows, table.records(rows).tolist(), strict=True):
            coverage_of[record] = max(coverage_of.get(record, 0.0), covered.get(row, 0.0))
            if record not in best or near.get(row, 0.0) > near.get(best[record], 0.0):
                best[record] = row
        roughly = {record: near.get(row, 0.0) + COVERAGE_WEIGHT * coverage_of[record] for record, row in best.items()}
        for record in nlargest(limit * _CONSIDERED, roughly, key=roughly.__getitem__):
            row = best[record]
            yield Candidate(table.key(row), table.text(row), near.get(row), coverage_of[record], table.is_broader(row))
