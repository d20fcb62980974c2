"""Which procedures there are. Adding one is a folder, and its name in the table of its group.

A folder has ``vocabulary.yaml`` (the concepts that its words express) and at least one of

    decisions.yaml     decided by what is told alone (``decisions.py`` reads it)
    decide.py          where there is something to compute: typed outcomes, from what ``facts.py`` finds in a case and
                       ``parameters.yaml`` has; ``words.py`` says them, and the folder's ``__init__.py`` joins them in
                       ``speak(case, day, figures) -> Iterator[Verdict]``
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from assistant.procedures.beside import beside
from assistant.procedures.case import Case, Figures
from assistant.procedures.decisions import FILE as DECISIONS
from assistant.procedures.decisions import decision_table
from assistant.procedures.medicine.drugs.names import FAMILY as DRUGS
from assistant.procedures.medicine.drugs.names import classes as drug_classes
from assistant.rules.basis.parameters import FILE as PARAMETERS
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict
from assistant.understand.story import Lexicon, read_vocabularies

FOLDER = Path(__file__).parent
VOCABULARY = "vocabulary.yaml"
RULES_VOCABULARY = FOLDER.parent / "rules" / VOCABULARY
COMMON_VOCABULARY = FOLDER.parent / "understand" / "story" / "common.yaml"

Speaker = Callable[[Case, date, Figures], Iterator[Verdict]]

# Each group names its families in its ``__init__.py``: FAMILIES = ("lesions", ...).
GROUPS = ("visits", "services", "medicine", "skin", "surgery", "diagnoses", "billing", "practice", "catalog")


def _families() -> Iterator[str]:
    for group in GROUPS:
        for family in importlib.import_module(f"assistant.procedures.{group}").FAMILIES:
            yield f"{group}.{family}"


FAMILIES = tuple(_families())


def family_folder(name: str) -> Path:
    """The folder of a family: "skin.lesions" -> procedures/skin/lesions."""
    return FOLDER.joinpath(*name.split("."))


@functools.cache
def lexicon() -> Lexicon:
    """All vocabularies, read once."""
    files = {"common": COMMON_VOCABULARY, "rules": RULES_VOCABULARY}
    for name in FAMILIES:
        folder = family_folder(name)
        if folder.name in files:
            raise ValueError(f"two families are called {folder.name}")
        if (folder / VOCABULARY).is_file():
            files[folder.name] = folder / VOCABULARY
    return Lexicon(read_vocabularies(files), frozenset(_things()))


def _things() -> Iterator[str]:
    """The concepts of drugs and vaccines: each comes with amounts of its own."""
    yield from (f"{DRUGS}.{drug}" for drug in drug_classes())
    products = parameters(family_folder("medicine.vaccines")).at("vaccines", date.max)
    yield from (f"vaccines.{name}" for name in (products.value if products is not None else ()))


@functools.cache
def _speakers() -> tuple[Speaker, ...]:
    found: list[Speaker] = []
    for name in FAMILIES:
        folder = family_folder(name)
        if (folder / "decide.py").is_file():
            found.append(importlib.import_module(f"assistant.procedures.{name}").speak)
        if (folder / DECISIONS).is_file():
            found.append(functools.partial(_by_table, folder))
    return tuple(found)


def _by_table(folder: Path, case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    return decision_table(folder).decide(case, day)


def verdicts_of(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """Every verdict that the procedures come to on a told case, in the order of the families."""
    told = [verdict for speak in _speakers() for verdict in speak(case, day, figures)]
    yield from beside(told, case, day, figures)


def read_all() -> None:
    """Reads every vocabulary, decision table and parameter now, so that no question waits for it."""
    lexicon()
    for name in FAMILIES:
        folder = family_folder(name)
        if (folder / DECISIONS).is_file():
            decision_table(folder)
        if (folder / PARAMETERS).is_file():
            parameters(folder)
    _speakers()
