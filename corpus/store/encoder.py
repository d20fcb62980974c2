"""Text to vector, without torch: a sentence-transformers model that was exported once to ONNX int8.

``Encoder`` serves an exported folder; ``corpus.store.export`` makes one. The folder holds ``model.onnx``,
``tokenizer.json`` and ``encoder.json`` (an ``EncoderSpec``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.errors import EncoderError
from corpus.store.kept import remembered

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

SPEC_FILE = "encoder.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"

# Raise it when the export itself changes (pooling, quantisation ...): vectors of two versions must never meet.
EXPORT_VERSION = 1

# Texts of like length share a batch, so little is padded. A batch whose layers fit a core's cache is the fastest: texts
# of a hundred tokens take half the time that 64 at once take (docs/adr/0017-words-first.md).
BATCH_TOKENS = 512

# Queries come a few at once; builds in hundreds, none of them twice.
_A_FEW = 8
_REMEMBERED = 1_024

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """What an exported model is: enough to tell whether two sets of vectors may be compared.

    ``weights_sha256`` is of the weights it was exported from, ``onnx_sha256`` of the exported file.
    """

    name: str
    dimensions: int
    max_tokens: int
    inputs: tuple[str, ...]
    weights_sha256: str
    onnx_sha256: str
    export_version: int = EXPORT_VERSION

    @property
    def fingerprint(self) -> str:
        """Identity of the vectors: same fingerprint, same vector space."""
        return f"{self.name}@{self.weights_sha256[:12]}/onnx-int8-v{self.export_version}"

    def write(self, folder: Path) -> None:
        (folder / SPEC_FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> EncoderSpec:
        """Reads the spec of an exported folder; raises EncoderError when it is not one."""
        try:
            values = json.loads((folder / SPEC_FILE).read_text(encoding="utf-8"))
            values["inputs"] = tuple(values["inputs"])
            return cls(**values)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise EncoderError(
                f"The embedding model in {folder} is missing or unreadable; run 'python -m ingest build' to export it."
            ) from error


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# A run of more tokens gives its memory back: one of 512 would hold 60 MB for good, and costs no more so.
_KEPT_TOKENS = 128


class Encoder:
    """A loaded model. Thread-safe: onnxruntime sessions and fast tokenizers are."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        """Loads an exported folder.

        Raises EncoderError when files are missing or the model's hash is not the one it was exported with.
        """
        self.folder = folder
        self.spec = EncoderSpec.read(folder)
        model = folder / MODEL_FILE
        if not model.is_file() or file_sha256(model) != self.spec.onnx_sha256:
            raise EncoderError(
                f"The exported embedding model {model} is missing or altered; "
                f"delete {folder} and run 'python -m ingest build' to export it again."
            )
        self._tokenizer = _load_tokenizer(folder, self.spec)
        self._session = _load_session(model, threads)
        self._letting_go = _letting_go()
        # Most questions are worded as others were: "what is <code>?".
        self._remembered = remembered(self._encode, _REMEMBERED)

    def encode(self, texts: list[str]) -> Vectors:
        """Unit vectors of the texts, in their order: float32 of shape (len(texts), dimensions), not to be changed.

        A vector depends a little on the texts beside it (activations are quantised together), so the same texts are
        always encoded together: an answer never depends on who else asks.
        """
        return self._remembered(tuple(texts)) if len(texts) <= _A_FEW else self._encode(texts)

    def forget(self) -> None:
        """Forgets what was encoded, for who measures it."""
        self._remembered.cache_clear()

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.spec.dimensions), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts)) if texts else []
        for rows in _batches([len(encoding.ids) for encoding in encodings]):
            width = len(encodings[rows[-1]].ids)
            feeds = self._feeds([encodings[row].ids for row in rows], width)
            vectors[rows] = self._session.run(None, feeds, self._run_options(len(rows) * width))[0]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(norms, np.float32(1e-12))
        vectors.flags.writeable = False
        return vectors

    def _run_options(self, tokens: int) -> onnxruntime.RunOptions | None:
        return self._letting_go if tokens > _KEPT_TOKENS else None

    def knows_word(self, word: str) -> bool:
        """Whether the model's vocabulary has a lower-case word whole, and not in pieces."""
        return self._tokenizer.token_to_id(word) is not None

    def _feeds(self, token_ids: list[list[int]], width: int) -> dict[str, npt.NDArray[np.int64]]:
        ids = np.zeros((len(token_ids), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(token_ids):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return {name: known[name] for name in self.spec.inputs}


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts of so many tokens, shortest first, in runs that come to ``BATCH_TOKENS`` with their padding."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _load_tokenizer(folder: Path, spec: EncoderSpec) -> tokenizers.Tokenizer:
    import tokenizers  # here, so that importing this module stays free

    tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.enable_truncation(max_length=spec.max_tokens)
    tokenizer.no_padding()
    return tokenizer


def _letting_go() -> onnxruntime.RunOptions:
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _load_session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads starve each other on a busy machine; see docs/adr/0003-encoder.md.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
