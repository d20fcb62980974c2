"""Several PTP verdicts of one day as one: which codes are denied, which pairs need a modifier, and what has no edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.rules.ptp.words import CLAIMS
from assistant.rules.verdict import Stance, Verdict, edition_phrase

_ORDER = (Stance.DENIES, Stance.CONDITIONS, Stance.AFFIRMS, Stance.SILENT, Stance.NOT_LOADED)
# A pair more than these is in the details: the conclusion names what costs money.
_NAMED = 4


def summary(verdicts: Sequence[Verdict]) -> Verdict | None:
    """One verdict over the pairs of three or more codes; None for less than two pairs, or when no table spoke."""
    pairs = [verdict for verdict in verdicts if verdict.rule == "ptp"]
    deciding = [verdict for verdict in pairs if verdict.stance in (Stance.DENIES, Stance.CONDITIONS)]
    spoke = [verdict for verdict in pairs if verdict.stance is not Stance.NOT_LOADED]
    if len({pair.about for pair in pairs}) < 2 or not spoke:
        return None
    leading = min(spoke, key=lambda verdict: _ORDER.index(verdict.stance))
    everything = frozenset(code for verdict in pairs for code in verdict.about)
    return Verdict(
        key="ptp-summary:" + "/".join(sorted(map(str, everything))),
        title=f"PTP edits among {', '.join(sorted(map(str, everything)))}",
        stance=leading.stance,
        conclusion=" ".join(_sentences(deciding)) or _no_edit(leading),
        reasons=tuple(verdict.conclusion for verdict in deciding[:_NAMED]),
        row=" ".join(dict.fromkeys(verdict.row for verdict in deciding or spoke[:1])),
        mentions=frozenset(code for verdict in pairs for code in verdict.mentions),
        basis=leading.basis,
        locator=leading.locator,
        about=everything,
        denies=frozenset(code for verdict in pairs for code in verdict.denies),
    )


def _sentences(deciding: Sequence[Verdict]) -> Iterator[str]:
    denied = [verdict for verdict in deciding if verdict.stance is Stance.DENIES]
    conditional = [verdict for verdict in deciding if verdict.stance is Stance.CONDITIONS]
    if denied:
        told = "; ".join(map(pair_told, denied[:_NAMED]))
        yield f"Not all of them: denied {'is' if len(denied) == 1 else 'are'} {told}, and no modifier changes that."
    if conditional:
        told = "; ".join(map(pair_told, conditional[:_NAMED]))
        yield f"Only with a modifier that the record supports: {told}."


def pair_told(verdict: Verdict) -> str:
    """ "**99211** beside 96372", with the claims where the verdict is of one setting alone."""
    # The key of such a verdict has the setting as its last part.
    _, _, setting = verdict.key.removeprefix("ptp:").rpartition(":")
    where = next((f" on {claims}" for of, claims in CLAIMS.items() if of.value == setting), "")
    return f"**{_second(verdict)}** beside {_first(verdict)}{where}"


def _no_edit(leading: Verdict) -> str:
    return f"No PTP edit pairs any of these codes in {edition_phrase(leading.basis)}."


def _second(verdict: Verdict) -> str:
    """The column 2 code, which is the one not paid."""
    return str(next(iter(verdict.told_at), next(iter(sorted(verdict.about, key=str)))))


def _first(verdict: Verdict) -> str:
    return ", ".join(sorted(str(code) for code in verdict.about if str(code) != _second(verdict)))
