"""Does a diagnosis take a present-on-admission indicator? It does, unless the list of the year exempts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.codes import Icd10CmCode
from corpus.listed import ExemptDiagnosis
from corpus.relations import Loaded


@dataclass(frozen=True, slots=True)
class ExemptFinding:
    """Which of some diagnoses the list exempts, and which it does not; ``voice`` is that of the list."""

    exempt: tuple[Icd10CmCode, ...]
    others: tuple[Icd10CmCode, ...]
    voice: Voice
    basis: Basis


def exempt_finding(codes: Sequence[Icd10CmCode], loaded: Loaded[ExemptDiagnosis], day: date) -> ExemptFinding:
    consulted = consult(loaded, day)
    listed = {row.code for row in consulted.rows}
    whole = consulted.basis.edition is not None and consulted.basis.edition.complete
    exempt = tuple(code for code in codes if code in listed)
    others = tuple(code for code in codes if code not in listed)
    voice = Voice.SPEAKS if not others else Voice.SILENT if whole else Voice.NOT_LOADED
    return ExemptFinding(exempt, others, voice, consulted.basis)


def tell_exempt(finding: ExemptFinding) -> Verdict:
    """Exempt, not exempt, or, of an excerpt, no word."""
    codes = (*finding.exempt, *finding.others)
    stance = {
        Voice.SPEAKS: Stance.AFFIRMS,
        Voice.SILENT: Stance.CONDITIONS if finding.exempt else Stance.DENIES,
        Voice.NOT_LOADED: Stance.NOT_LOADED,
    }[finding.voice]
    return Verdict(
        key=f"poa-exempt:{'/'.join(map(str, codes))}",
        title=f"POA exemption of {', '.join(map(str, codes))}",
        stance=stance,
        conclusion=_conclusion(finding),
        reasons=(
            "On an inpatient claim the indicator of an exempt code is left blank, that of any other is reported.",
        ),
        row=f"{edition_phrase(finding.basis)}: {_rows(finding)}.",
        mentions=frozenset(codes),
        basis=finding.basis,
        locator=", ".join(f"{'row' if code in finding.exempt else 'no row'} {code}" for code in codes),
        about=frozenset(codes),
    )


def _conclusion(finding: ExemptFinding) -> str:
    exempt, others = (", ".join(map(bold, codes)) for codes in (finding.exempt, finding.others))
    if finding.voice is Voice.NOT_LOADED:
        told = f"{exempt} is exempt from POA reporting; " if exempt else "I don't have that: "
        return f"{told}the loaded list of exempt codes is an excerpt without {others}."
    if not others:
        return f"Exempt: {exempt} takes no present-on-admission (POA) indicator."
    if not exempt:
        return f"Not exempt: {others} needs a present-on-admission (POA) indicator."
    return f"{exempt} is exempt from POA reporting; {others} needs a POA indicator."


def _rows(finding: ExemptFinding) -> str:
    told = [f"{code} listed" for code in finding.exempt] + [f"no row {code}" for code in finding.others]
    return ", ".join(told)
