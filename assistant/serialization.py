"""Answers, verdicts and checked claims as plain JSON values, for the command line and for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from assistant.answer import Answer
from assistant.rules.claim.checked import CheckedClaim
from assistant.rules.claim.decide import LineCheck
from assistant.rules.verdict import Verdict, as_of
from corpus.codes import Code


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON-ready values.

    Keys: kind, text, conclusion, details, sentences (text, part, citations, checks), codes (code, system, description,
    official, status, edition, relations, citation), citations (number, title, edition, locator, text), warnings,
    follow_ups, mode, timings (ms), usage (read, written, cached, dollars; null without a model).
    """
    return {
        "kind": answer.kind.value,
        "text": answer.text,
        "conclusion": answer.conclusion,
        "details": answer.details,
        "sentences": [
            {
                "text": sentence.text,
                "part": sentence.part.value,
                "citations": list(sentence.citations),
                "checks": [{"kind": check.kind.value, "detail": check.detail} for check in sentence.checks],
            }
            for sentence in answer.sentences
        ],
        "codes": [
            {
                **code_json(card.code),
                "description": card.description,
                "official": card.official,
                "status": card.status,
                "edition": card.edition,
                "relations": list(card.relations),
                "citation": card.citation,
            }
            for card in answer.codes
        ],
        "citations": [
            {
                "number": citation.number,
                "title": citation.title,
                "edition": citation.edition,
                "locator": citation.locator,
                "text": citation.text,
            }
            for citation in answer.citations
        ],
        "warnings": list(answer.warnings),
        "follow_ups": list(answer.follow_ups),
        "mode": answer.mode,
        "timings": answer.timings,
        "usage": asdict(answer.usage) if answer.usage else None,
    }


def code_json(code: Code) -> dict[str, str]:
    return {"code": str(code), "system": code.system.value}


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON-ready values: its words without bold, the codes it decides on and those it turns down."""
    edition = verdict.basis.edition
    return {
        "rule": verdict.rule,
        "title": verdict.title,
        "stance": verdict.stance.value,
        "conclusion": plain(as_of(verdict.conclusion, verdict.basis)),
        "mend": verdict.mend,
        "reasons": [plain(reason) for reason in verdict.reasons],
        "row": verdict.row,
        "edition": edition.title if edition else f"{verdict.basis.table}, not loaded",
        "locator": verdict.locator,
        "codes": [code_json(code) for code in sorted(verdict.about, key=str)],
        "denies": [code_json(code) for code in sorted(verdict.denies, key=str)],
    }


def claim_json(checked: CheckedClaim) -> dict[str, Any]:
    """A checked claim as JSON-ready values, line by line; a line has the verdicts that ask for something."""
    check = checked.check
    return {
        "title": checked.claim.title,
        "date_of_service": checked.day.isoformat(),
        "result": check.result.value,
        "lines": [_line_json(item, checked.day) for item in check.lines],
        "diagnoses": [_line_json(item, checked.day) for item in check.diagnoses],
        "unread": list(check.unread),
        "not_services": list(check.not_services),
        "notes": list(check.notes),
    }


def _line_json(item: LineCheck, day: date) -> dict[str, Any]:
    line = item.line
    return {
        "number": item.number,
        **code_json(item.code),
        "modifiers": [str(modifier) for modifier in line.modifiers] if line else [],
        "units": line.units if line else None,
        "date_of_service": (line.day or day).isoformat() if line else None,
        "result": item.result.value,
        "mends": list(item.mends),
        "verdicts": [verdict_json(verdict) for verdict in item.asking],
    }


def plain(words: str) -> str:
    """Words of an answer without the marks of bold."""
    return words.replace("**", "")
