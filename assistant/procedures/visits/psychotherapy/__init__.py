"""Psychotherapy by minutes: alone, beside an E/M service, in crisis, with the family."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.preventive.facts import problem_of, visit_named
from assistant.procedures.visits.psychotherapy.decide import decide
from assistant.procedures.visits.psychotherapy.facts import Therapy, session_of
from assistant.procedures.visits.psychotherapy.words import tell
from assistant.rules.verdict import Verdict
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the psychotherapy that a case tells; none where no minutes are told."""
    session = session_of(case)
    if session is None:
        return
    if session.with_visit and (visit := visit_named(case)):
        level = problem_of(case, day)
        session = replace(session, visit=visit, visit_level=str(level) if level is not None else "")
    if (outcome := decide(session, day)) is None:
        return
    verdict = tell(outcome, case.named, day)
    family = {CptCode("90846"), CptCode("90847")} if session.therapy is Therapy.FAMILY else set()
    yield replace(verdict, mentions=verdict.mentions | family)
