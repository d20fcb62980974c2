"""The nearest passages by a look at every row: of many rows those first whose signs agree with the query's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.records import Passage, PassageRole
from corpus.store.passage_table import COMPARED_ROWS, PassageTable, signs_of


def _table(folder: Path, rows: int) -> tuple[PassageTable, np.ndarray]:
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(rows // 20, 96))
    vectors = (centres[np.arange(rows) % len(centres)] + 0.4 * chance.normal(size=(rows, 96))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    passages = sorted(
        (Passage("c", f"c:{number}", PassageRole.SYNONYM, f"text {number}") for number in range(rows)),
        key=lambda passage: passage.id,
    )
    at = {passage.id: place for place, passage in enumerate(passages)}
    PassageTable.write(folder, passages, lambda ids: vectors[[at[one] for one in ids]])
    return PassageTable(folder), vectors


@pytest.mark.parametrize("rows", [300, COMPARED_ROWS * 2])
def test_the_nearest_rows_are_found(tmp_path: Path, rows: int) -> None:
    table, vectors = _table(tmp_path, rows)
    for place in range(0, rows, rows // 10):
        exact = np.argsort(-(vectors @ vectors[place]))[:10].tolist()
        found = table.nearest(vectors[place], 10)
        assert found[0][0] == place
        assert [similarity for _, similarity in found] == sorted((near for _, near in found), reverse=True)
        assert len({row for row, _ in found} & set(exact)) >= 9


def test_signs_are_those_of_the_components() -> None:
    vectors = np.array([[0.5, -0.5] * 40, [-0.1] * 80], dtype=np.float32)
    signs = signs_of(vectors)
    assert signs.shape == (2, 2)  # 80 components take two numbers of 64
    assert np.bitwise_count(signs).sum(axis=0).tolist() == [40, 0]


def test_a_table_without_kept_signs_makes_them(tmp_path: Path) -> None:
    table, vectors = _table(tmp_path, COMPARED_ROWS + 1)
    (tmp_path / "passage_signs.npy").unlink()
    assert PassageTable(tmp_path).nearest(vectors[5], 20) == table.nearest(vectors[5], 20)
