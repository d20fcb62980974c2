"""Which credentials a posting names: the longest name first, then the words around an abbreviation. Pure.

"CPC" stands in "CPC-A" and "CCS" in "CCS-P", and each abbreviation means something else elsewhere ("CRC screening").
"""

from __future__ import annotations

import functools
import re

from desk.careers.reading.vocabulary import alternation, vocabulary

# How far words around an abbreviation say what it is.
_REACH = 70


def credentials_in(title: str, text: str) -> tuple[str, ...]:
    """The abbreviations of the credentials that a title or a plain text names, in the order of words.yaml.

    In a title, in a list of several, and near a word of credentials an abbreviation counts; alone it doesn't.
    """
    known = vocabulary()
    found = {match[0] for match in _abbreviations().finditer(title) if not _is_else(match, title)}
    small = text.casefold()
    for match in _names().finditer(small):
        found.add(known.credential_names[" ".join(match[0].split())])
    for match in _abbreviations().finditer(text):
        if match[0] not in found and _is_credential(match, text):
            found.add(match[0])
    return tuple(name for name in known.credentials if name in found)


def asked_credentials(text: str) -> tuple[str, ...]:
    """The credentials that a search or a question names, however they are written: "remote cpc-a jobs"."""
    named = {match[0].upper() for match in _any_case().finditer(text)}
    named |= {vocabulary().credential_names[" ".join(match[0].split())] for match in _names().finditer(text.casefold())}
    return tuple(name for name in vocabulary().credentials if name in named)


def without_credentials(text: str) -> str:
    return _any_case().sub(" ", text)


def _is_credential(match: re.Match[str], text: str) -> bool:
    around = text[max(0, match.start() - _REACH) : match.end() + _REACH]
    if _is_else(match, around):
        return False
    others = {other[0] for other in _abbreviations().finditer(around)}
    return len(others) > 1 or vocabulary().credential_cues.search(around.casefold()) is not None


def _is_else(match: re.Match[str], around: str) -> bool:
    return any(word in around.casefold() for word in vocabulary().not_credentials.get(match[0], ()))


@functools.cache
def _abbreviations() -> re.Pattern[str]:
    # Behind it, a hyphen and one letter would be another credential ("CPC-H"); "CPC-certified" is none.
    longest_first = sorted(vocabulary().credentials, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w|-[A-Z]\b)")


@functools.cache
def _any_case() -> re.Pattern[str]:
    return re.compile(_abbreviations().pattern, re.IGNORECASE)


@functools.cache
def _names() -> re.Pattern[str]:
    return alternation(vocabulary().credential_names)
