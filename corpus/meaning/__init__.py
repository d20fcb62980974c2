"""What is wanted of a message, learned from examples: a small linear model on the encoder's vectors.

Reader and builder share this: ``ingest`` fits the model when it builds, ``assistant`` reads with it.
"""

from corpus.meaning.fitting import ensure_fitted, fit, fitted, read_intents
from corpus.meaning.likeness import Meaning
from corpus.meaning.model import AGAIN, IntentModel, Reading
from corpus.meaning.wording import Placed, normalised, normalised_text

__all__ = [
    "AGAIN",
    "IntentModel",
    "Meaning",
    "Placed",
    "Reading",
    "ensure_fitted",
    "fit",
    "fitted",
    "normalised",
    "normalised_text",
    "read_intents",
]
