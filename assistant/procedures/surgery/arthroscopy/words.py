"""How the codes of several arthroscopic acts are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.procedures.surgery.arthroscopy.decide import Choice
from assistant.procedures.surgery.arthroscopy.facts import FOLDER
from assistant.procedures.surgery.spoken import Said, said

_EXTENSIVE, _ADD_ON = "29823", "29826"
_MOST_REASONS = 4


def say(choice: Choice) -> Said:
    """The codes that stay, then those that are inside."""
    dropped = " and ".join(choice.dropped)
    extensive = _EXTENSIVE in choice.kept and len(choice.kept) > 1
    made = said(
        FOLDER,
        "codes",
        denies=choice.dropped,
        mentions=(*choice.kept, *choice.dropped, "29824", "29827", "29828"),
        lines=", ".join(f"**{code}**" for code in choice.kept),
        joint=choice.facts.joint,
        without=f"; not {dropped}, also not with **59**" if dropped else "",
        reason=f"{dropped}: included in the other work on the same joint." if dropped else "",
        area="29823 only if it was in a different area; allowed beside 29824, 29827 and 29828." if extensive else "",
        add_on="29826 is an add-on to the others." if _ADD_ON in choice.kept and len(choice.kept) > 1 else "",
    )
    return replace(made, billed=choice.kept, why=made.why[:_MOST_REASONS])
