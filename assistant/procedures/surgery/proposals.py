"""Which modifiers a question proposes, bare ones too: "is it 58 or 78", "with 80", "27447-AS". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.procedures.case import Case
from assistant.understand.story.numbers import names_something

_CODE = re.compile(r"[A-Z]?\d{4,5}[A-Z]?")
_BESIDE = frozenset(
    "modifier mod or and with vs - , / a use using need needed add adding append appended put attach slap sent as bill "
    "billed".split()
)


def proposed_modifiers(case: Case, wanted: Collection[str]) -> tuple[str, ...]:
    """The wanted modifiers that are named, in order; a bare number counts beside a word or sign that makes it one."""
    found = [str(each) for each in case.modifiers]
    tokens = case.story.tokens
    words = [token.word for token in tokens]
    for at, token in enumerate(tokens):
        if names_something(words, at):
            continue  # "CO-50" is a reason of a remittance
        beside = {tokens[at - 1].word if at else "", tokens[at + 1].word if at + 1 < len(tokens) else ""}
        behind_code = at > 0 and _CODE.fullmatch(tokens[at - 1].text) is not None
        if token.text in wanted and (behind_code or beside & _BESIDE or not token.text.isdigit()):
            found.append(token.text)
    return tuple(dict.fromkeys(each for each in found if each in wanted))
