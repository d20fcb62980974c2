"""Is a service on CMS's list of telehealth services? Only a whole list may say that it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.listed import TelehealthService
from corpus.relations import Loaded, ProcedureCode

_STANCES = {Voice.SPEAKS: Stance.AFFIRMS, Voice.SILENT: Stance.DENIES, Voice.NOT_LOADED: Stance.NOT_LOADED}


@dataclass(frozen=True, slots=True)
class TelehealthFinding:
    """What the list of the day says of a code; ``row`` is None where it has none."""

    code: ProcedureCode
    voice: Voice
    basis: Basis
    row: TelehealthService | None = None


def telehealth_finding(code: ProcedureCode, loaded: Loaded[TelehealthService], day: date) -> TelehealthFinding:
    consulted = consult(loaded, day)
    return TelehealthFinding(code, consulted.voice, consulted.basis, next(iter(consulted.rows), None))


def tell_telehealth(finding: TelehealthFinding) -> Verdict:
    """Listed with its status, not listed, or no word of it."""
    code, row = finding.code, finding.row
    denied = finding.voice is Voice.SILENT
    return Verdict(
        key=f"telehealth-list:{code}",
        title=f"{code} in CMS's list of telehealth services",
        stance=_STANCES[finding.voice],
        conclusion=_conclusion(finding),
        reasons=tuple(_reasons(finding)),
        row=f"{edition_phrase(finding.basis)}: {_as_printed(row) if row else f'no row {code}'}.",
        mentions=frozenset({code}),
        basis=finding.basis,
        locator=row.source.locator if row else f"no row {code}",
        about=frozenset({code}),
        denies=frozenset({code}) if denied else frozenset(),
    )


def _conclusion(finding: TelehealthFinding) -> str:
    code, row = bold(finding.code), finding.row
    if finding.voice is Voice.SILENT:
        return f"No. {code} is not on CMS's list of telehealth services."
    if row is None:
        return f"I don't have that: the loaded list of telehealth services is an excerpt without {code}."
    status = f", status {row.status}" if row.status else ""
    audio = {True: ", audio-only too", False: ", not by audio alone", None: ""}[row.audio_only]
    return f"Yes. {code} is on CMS's list of telehealth services{status}{audio}."


def _reasons(finding: TelehealthFinding) -> Iterator[str]:
    if finding.row is not None and finding.row.limitation:
        yield f"CMS remarks on its payment: {finding.row.limitation}."
    if finding.row is not None:
        yield "The list says that Medicare pays it as telehealth; where, and by whom, it does not say."
    elif finding.voice is Voice.SILENT:
        yield "The list is Medicare's: another payer may pay it as telehealth."


def _as_printed(row: TelehealthService) -> str:
    audio = {True: "audio-only yes", False: "audio-only no", None: ""}[row.audio_only]
    return ", ".join(filter(None, (f"{row.code} listed", row.status and f"status {row.status}", audio, row.limitation)))
