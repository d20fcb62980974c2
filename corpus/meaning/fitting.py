"""Fits the intent model: multinomial logistic regression on ``intents.yaml``, kept beside the encoder that it needs.

The kept model is named by the digest of the examples, of the code that makes features and of the encoder's
fingerprint; ``ingest`` makes it at build, and a reader that finds none, or another one, fits it when it opens.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from corpus.meaning.model import IntentModel, dense_features, term_features
from corpus.meaning.wording import parts_of, spoken, words_of
from corpus.store.encoder import Encoder
from corpus.yaml_loader import LOADER

FOLDER = Path(__file__).parent
INTENTS = FOLDER / "intents.yaml"

# The strength of the penalty on weights, as C of the usual formulation: the best of 6, 20 and 60.
STRENGTH = 60.0
# A word of one example says nothing of the next text.
LEAST_EXAMPLES = 2
_STEPS = 80


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish: its examples, and how likely it must be not to be called a guess."""

    threshold: float
    examples: tuple[str, ...]


@functools.cache
def read_intents() -> Mapping[str, Intent]:
    """The examples by wish."""
    told = yaml.load(INTENTS.read_text(encoding="utf-8"), Loader=LOADER)
    return {wish: Intent(float(entry["threshold"]), tuple(map(str, entry["examples"]))) for wish, entry in told.items()}


def digest_for(encoder: Encoder) -> str:
    """What a fitted model depends on."""
    digest = hashlib.sha256(encoder.spec.fingerprint.encode())
    for path in (INTENTS, *sorted(FOLDER.glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def fit(encoder: Encoder) -> IntentModel:
    """The model of the examples; a second or two."""
    intents = read_intents()
    wishes = tuple(intents)
    messages = [example for intent in intents.values() for example in intent.examples]
    wanted = np.repeat(np.arange(len(wishes)), [len(intent.examples) for intent in intents.values()])
    rarity = _rarity(messages)
    places = {term: place for place, term in enumerate(rarity)}
    dense = dense_features(messages, encoder.encode([spoken(message) for message in messages]))
    terms = [term_features(message, rarity) for message in messages]
    weights = _logistic(dense, terms, places, wanted, len(wishes))
    width = dense.shape[1]
    thresholds = {wish: intent.threshold for wish, intent in intents.items()}
    return IntentModel(
        wishes,
        thresholds,
        rarity,
        weights[:width],
        weights[width:-1],
        weights[-1],
        digest_for(encoder),
        places,
    )


def _rarity(messages: Sequence[str]) -> dict[str, float]:
    """Every word and piece that more than one example has, with its rarity."""
    seen: Counter[str] = Counter()
    for message in messages:
        seen.update({f"w:{word}" for word in words_of(message)} | {f"p:{part}" for part in parts_of(message)})
    return {
        term: round(math.log(len(messages) / count), 3)
        for term, count in sorted(seen.items())
        if count >= LEAST_EXAMPLES
    }


def _logistic(
    dense: npt.NDArray[np.float32],
    terms: Sequence[Mapping[str, float]],
    places: Mapping[str, int],
    wanted: npt.NDArray[np.int64],
    kinds: int,
) -> npt.NDArray[np.float32]:
    """Weights and, as the last row, intercepts of multinomial logistic regression with an L2 penalty."""
    from scipy import sparse  # here: only fitting needs them
    from scipy.optimize import minimize

    count = len(dense)
    rows = np.repeat(np.arange(count), [len(one) for one in terms])
    columns = np.array([places[term] for one in terms for term in one], dtype=np.int64)
    values = np.array([value for one in terms for value in one.values()], dtype=np.float32)
    said = sparse.csr_matrix((values, (rows, columns)), shape=(count, len(places)))
    said_across = said.T.tocsr()
    split, width = dense.shape[1], dense.shape[1] + len(places) + 1
    truth = np.zeros((count, kinds), dtype=np.float32)
    truth[np.arange(count), wanted] = 1.0

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(width, kinds).astype(np.float32)
        scores = dense @ weights[:split] + said @ weights[split:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        sums = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        off = np.exp(scores - sums) - truth
        held = weights / STRENGTH
        held[-1] = 0.0
        value = -float(((scores - sums) * truth).sum()) + 0.5 * float((held * weights).sum())
        slope = np.vstack([dense.T @ off, said_across @ off, off.sum(axis=0, keepdims=True)]) + held
        return value, slope.ravel().astype(np.float64)

    found = minimize(loss, np.zeros(width * kinds), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x, dtype=np.float32).reshape(width, kinds)


def fitted(folder: Path, encoder: Encoder) -> IntentModel | None:
    """The kept model of an encoder's folder; None where there is none that belongs to these examples."""
    try:
        model = IntentModel.load(_kept(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return model if model.digest == digest_for(encoder) else None


def ensure_fitted(folder: Path, encoder: Encoder) -> IntentModel:
    """The kept model, or a new one; a folder that cannot be written only costs the next reader the same second."""
    if (model := fitted(folder, encoder)) is not None:
        return model
    model = fit(encoder)
    try:
        model.write(_kept(folder))
    except OSError:
        return model
    return model


def _kept(folder: Path) -> Path:
    return folder / "intents.npz"
