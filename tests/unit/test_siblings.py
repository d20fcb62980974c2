"""Which relative a follow-up names: by nearness of its words and by words in common."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from assistant.answering.gather.siblings import Relative, relative_meant
from corpus.codes import CptCode

OWN, NEAR, FAR = (CptCode.parse(code) for code in ("20610", "20611", "20605"))


def encoder(nearness: dict[str, float]) -> object:
    """Rows whose cosine to the first text is as given, 0 for texts that are not."""

    def encode(texts: list[str]) -> npt.NDArray[np.float32]:
        cosines = [1.0, *(nearness.get(text, 0.0) for text in texts[1:])]
        return np.array([[one, (1 - one * one) ** 0.5] for one in cosines], dtype=np.float32)

    return encode


@pytest.mark.parametrize(
    ("words", "nearness", "meant"),
    [
        ("under ultrasound", {"guided by ultrasound": 0.5, "own": 0.3}, NEAR),
        ("under ultrasound", {"guided by ultrasound": 0.35, "own": 0.1}, NEAR),  # a shared word makes up for nearness
        ("with pictures", {"guided by ultrasound": 0.35, "own": 0.1}, None),
        ("with pictures", {"guided by ultrasound": 0.45, "own": 0.1}, NEAR),
        ("with pictures", {"guided by ultrasound": 0.45, "own": 0.42}, None),  # the code itself fits as well
        ("smaller joint", {"guided by ultrasound": 0.5, "a smaller joint": 0.4}, FAR),
    ],
)
def test_the_relative_that_fits_best_is_meant(words: str, nearness: dict[str, float], meant: CptCode | None) -> None:
    relatives = [Relative(NEAR, ("guided by ultrasound",)), Relative(FAR, ("a smaller joint",))]
    assert relative_meant(words, "own", relatives, encoder(nearness)) == meant  # type: ignore[arg-type]


def test_a_code_without_relatives_has_none_that_is_meant() -> None:
    assert relative_meant("with it", "own", [Relative(NEAR, ())], encoder({})) is None  # type: ignore[arg-type]
