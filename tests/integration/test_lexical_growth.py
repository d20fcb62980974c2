"""A word index that grew from an older one is the index that would be built from nothing."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Passage, PassageRole
from corpus.store.encoder import Vectors
from corpus.store.lexical import LexicalIndex, index_tokens

WORDS = st.sampled_from("knee shoulder hip biopsy punch shave 20610 e11.9 the injections 99213 é".split())
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=12, unique=True)


def passages_of(texts: list[str]) -> list[Passage]:
    made = [Passage("cpt", f"cpt:{text or 'nothing'}", PassageRole.DESCRIPTION, text) for text in texts]
    return sorted(made, key=lambda passage: passage.id)


def made_up_vectors(ids: object) -> Vectors:
    """A vector for each id that depends on the id alone."""
    assert isinstance(ids, list)
    return np.stack([np.random.default_rng(int(one[:8], 16)).normal(size=4) for one in ids]).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_an_index_that_grew_answers_like_a_new_one(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    LexicalIndex.build(folder / "before", passages_of(before), made_up_vectors)
    LexicalIndex.build(folder / "grown", passages_of(after), made_up_vectors, folder / "before")
    LexicalIndex.build(folder / "new", passages_of(after), made_up_vectors)
    grown, new = LexicalIndex(folder / "grown"), LexicalIndex(folder / "new")
    assert grown.words() == new.words()
    assert len(grown.table) == len(new.table) == len(after)
    for query in (*after, "knee injection", "punch biopsy of 99213"):
        assert [row for row, _ in grown.query(query, 20)] == [row for row, _ in new.query(query, 20)]
        assert [share for _, share in grown.query(query, 20)] == pytest.approx(
            [share for _, share in new.query(query, 20)]
        )
    rows = list(range(len(after)))
    query_vector = np.ones((1, 4), dtype=np.float32)
    assert grown.table.similarities(query_vector, rows) == new.table.similarities(query_vector, rows)


@settings(max_examples=40, deadline=None)
@given(texts=TEXTS)
def test_counting_all_passages_at_once_gives_the_scores_of_bm25s(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("index")
    passages = passages_of(texts)
    LexicalIndex.build(folder, passages)
    ours = bm25s.BM25.load(str(folder))
    theirs = bm25s.BM25()
    theirs.index([index_tokens(passage.text) or [""] for passage in passages], show_progress=False)
    for token in {token for passage in passages for token in index_tokens(passage.text)}:
        assert ours.get_scores([token]) == pytest.approx(theirs.get_scores([token]), rel=1e-5)


def test_an_index_of_an_earlier_version_without_counts_is_made_anew(tmp_path: Path) -> None:
    LexicalIndex.build(tmp_path / "before", passages_of(["knee"]), made_up_vectors)
    (tmp_path / "before" / "term_counts.npz").unlink()
    LexicalIndex.build(tmp_path / "after", passages_of(["knee", "hip"]), made_up_vectors, tmp_path / "before")
    assert LexicalIndex(tmp_path / "after").query("hip", 5)
