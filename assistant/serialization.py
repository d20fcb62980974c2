"""Answers and search results as plain JSON values, for the command line and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.answer import Answer
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
