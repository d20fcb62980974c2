"""Drugs that a story names: one mention a place, the longest phrase of several. Pure.

The concepts of drugs are those of ``vocabulary.yaml`` that ``parameters.yaml`` puts into a class. Other families ask
here too, so the names of drugs are kept once.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Mention, Story

FOLDER = Path(__file__).parent
FAMILY = "drugs"
CHEMOTHERAPY, COMPLEX, HORMONAL = "chemotherapy", "complex_biologic", "hormonal"
FLUID, THERAPEUTIC, OTHER = "fluid", "therapeutic", "other_procedure"


@functools.cache
def classes() -> Mapping[str, str]:
    """Drug -> its class."""
    found = parameters(FOLDER).at("drug_classes", date.max)
    if found is None:
        return {}
    return {drug: kind for kind, drugs in found.value.items() for drug in drugs}


def drug_of(mention: Mention) -> str:
    """The name of a drug's concept without its family."""
    return mention.concept.removeprefix(f"{FAMILY}.")


def drugs_in(story: Story) -> tuple[Mention, ...]:
    """The drugs in the order of the text, also those said not to be given."""
    named = [mention for mention in story.mentions if mention.concept.startswith(f"{FAMILY}.")]
    drugs = [mention for mention in named if drug_of(mention) in classes()]
    longest = sorted(drugs, key=lambda mention: (mention.start - mention.end, mention.start))
    kept: list[Mention] = []
    for mention in longest:
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.start))


def title_of(drug: str) -> str:
    """A drug's concept as words."""
    return drug.replace("_", " ")
