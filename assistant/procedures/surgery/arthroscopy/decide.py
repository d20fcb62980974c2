"""Which codes for several arthroscopic acts on one joint? Pure.

debridement 29822, synovectomy, adhesions, loose body, plica   -> inside the other work
29823                                                          -> only beside 29824, 29827 or 29828
pairs that one joint does not open                             -> column two is dropped
what stays                                                     -> reported, the highest value first

Sources: corpus/text/guidelines/arthroscopy-and-joint-procedures.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.procedures.surgery.arthroscopy.facts import FOLDER, Facts
from assistant.rules.basis.parameters import parameters


@dataclass(frozen=True, slots=True)
class Choice:
    """``kept`` are reported in this order, ``dropped`` are inside them."""

    facts: Facts
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def decide(facts: Facts, day: date) -> Choice | None:
    """The codes that stay; None where no rule is in force on the day."""
    values = parameters(FOLDER)
    inside, pairs, only = (values.at(name, day) for name in ("always_inside", "inside_of", "only_beside"))
    if inside is None or pairs is None or only is None:
        return None
    minor = set(inside.value)
    kept = [code for code in facts.codes if code not in minor] or list(facts.codes[:1])
    kept = [code for code in kept if not set(pairs.value.get(code, ())).intersection(kept)]
    alone = len(kept) > 1
    kept = [
        code
        for code in kept
        if code not in only.value or not alone or set(only.value[code]).intersection(kept) or _is_main(code, kept)
    ]
    judged = dict.fromkeys((*facts.codes, *facts.named))
    return Choice(facts, tuple(kept), tuple(code for code in judged if code not in kept))


_ADD_ON = "29826"


def _is_main(code: str, kept: list[str]) -> bool:
    """True where only the add-on stands besides: then the code is the operation itself."""
    return not [each for each in kept if each not in (code, _ADD_ON)]
