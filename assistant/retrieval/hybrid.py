"""Dense and lexical search ranked by one score; ``nodes.py`` makes a LlamaIndex retriever of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

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
# Below every cosine similarity.
_UNMEASURED = -2.0


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
        if self.speller.knows_none(readings[-1]):
            return []
        diagnoses = collection == CodeSystem.ICD10CM.value
        # Titles that only add the encounter or the fetus are not indexed: their stem's title leads to them.
        stem = without_extension(query) if diagnoses else query
        searched = tuple(dict.fromkeys((*readings, stem)))
        hits = rank(readings[-1], self._candidates(searched, collection, limit), limit, title=stem)
        if self.speller.has_foreign_word(readings[-1]):
            hits = [replace(hit, score=hit.score - FOREIGN_WORD_PENALTY) for hit in hits]
        return self.specifier.complete(query, hits) if diagnoses else hits

    def misspelt(self, query: str) -> tuple[tuple[str, str], ...]:
        """The words that the search reads otherwise than they are written: (written, read)."""
        words = (word for word in query.split() if self.expander.expand(word) == word)
        read = ((word, self.speller.correct(word)) for word in words)
        return tuple(dict.fromkeys(pair for pair in read if pair[0] != pair[1]))

    def _readings(self, query: str) -> tuple[str, ...]:
        """The query as written and, where they differ, with abbreviations spelled out and with its spelling mended.

        As written it meets synonyms that have the abbreviation ("PEG tube placement").
        """
        expanded = self.expander.expand(query)
        return tuple(dict.fromkeys((query, expanded, self.speller.correct(expanded))))

    def _candidates(self, readings: tuple[str, ...], collection: str, limit: int) -> Iterator[Candidate]:
        """Every record that either side finds under any reading, with the best of its passages."""
        table, depth = self.tables[collection], min(limit * _ROWS_PER_RECORD, _MOST_ROWS)
        dense = [hit for reading in readings for hit in self.dense.rows(reading, collection, depth)]
        lexical = [hit for reading in readings for hit in self.lexical.rows(reading, collection, depth)]
        rows, place_of = _in_order([row for row, _ in (*dense, *lexical)])
        near = np.full(len(rows), _UNMEASURED)
        covered = np.zeros(len(rows))
        np.maximum.at(near, place_of[: len(dense)], [similarity for _, similarity in dense])
        np.maximum.at(covered, place_of[len(dense) :], [coverage for _, coverage in lexical])
        if table.has_vectors:
            unmeasured = np.flatnonzero(near == _UNMEASURED)
            vectors = np.stack([self.dense.embed(reading) for reading in readings])
            near[unmeasured] = table.similarities(vectors, rows[unmeasured])
        records, record_of = _in_order(table.records(rows))
        coverage_of = np.zeros(len(records))
        np.maximum.at(coverage_of, record_of, covered)
        # Where nothing was embedded yet, how much of the query a text has stands for how near it is.
        unembedded = not any(other.has_vectors for other in self.tables.values())
        measured = near if table.has_vectors else covered if unembedded else np.zeros(len(rows))
        # The best row of each record, the one found first where two are as near.
        by_record = np.lexsort((np.arange(len(rows)), -measured, record_of))
        best = by_record[np.searchsorted(record_of[by_record], np.arange(len(records)))]
        roughly = measured[best] + COVERAGE_WEIGHT * coverage_of
        for record in np.argsort(-roughly, kind="stable")[: limit * _CONSIDERED].tolist():
            row, similarity = int(rows[best[record]]), float(measured[best[record]])
            yield Candidate(
                table.key(row),
                table.text(row),
                similarity if table.has_vectors or unembedded else None,
                float(coverage_of[record]),
                table.is_broader(row),
            )


def _in_order(values: npt.ArrayLike) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The different values in the order in which they first stand, and for each value its place among them."""
    different, first, place_of = np.unique(np.asarray(values, dtype=np.intp), return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return different[order], rank[place_of]
