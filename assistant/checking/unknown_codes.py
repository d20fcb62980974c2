"""Codes that nothing here establishes, struck out of a sentence however they were written. Pure; never raises.

The sentence is read as a person would read it (``shadows.py``); what is found is struck in it as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Check, CheckKind
from assistant.answering.evidence import Evidence
from assistant.checking.shadows import STRUCK, as_read, shadows
from corpus.codes import Code, Modifier
from corpus.mentions import CodeMention, find_codes

# In prose find_codes weighs what stands around a number (a room, a page, an amount). An answer has no business with
# such numbers unless its evidence has them, so here the form alone is enough.
_CODE_FORM = re.compile(
    r"""
      (?:(?<![A-Z0-9])[A-Z]{1,8})? (?<![\d$€£]) (?<!\d\.) \d{5} (?! \d | \.\d | ,\d{3}(?!\d) | % )   # also "CPT62323"
    | (?<!\d) (?: \d{4}[FT] | 0\d{3}[UM] ) (?![A-Z0-9])
    | (?: (?<![A-Z0-9]) | (?<=CPT) | (?<=HCPCS) | (?<=CODE) ) [A-EGHJ-MP-V]\d{4} (?!\d)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# A code in pieces that reads as one: "0790 T", "9 9 2 1 3", "J-1885", "99 213".
_BROKEN = re.compile(
    r"""
    (?<![\w$.,/-])
    (?: \d (?:[ .-]\d){4} | \d{4}[ .-]{1,2}[FTUM] | \d{2}[ ]\d{3} | \d{3}[ ]\d{2} | [A-EGHJ-MP-V][ -]\d{4} )
    (?![\w%])
    """,
    re.VERBOSE | re.ASCII,
)
# Spinal levels and a vitamin have the form of categories that ICD-10-CM does not have.
_NO_CATEGORY = frozenset({"T10", "T11", "T12", "B12"})
# "20610x2" has the form of an ICD-10-PCS code too.
_WITH_UNITS = re.compile(r"(\d{5})[xX×]\d{1,2}", re.ASCII)
_NAMES_SYSTEM = re.compile(r"^(?:CPT|HCPCS|CODE)(?=.{5})")
_RANGE_END = re.compile(r"\s*(?:-|\bto\b|\bthrough\b|\bthru\b)\s*(?P<other>[\w.]*\w)", re.IGNORECASE | re.ASCII)
_BEFORE_A_YEAR = re.compile(r"(?:^|\W)A$|\b(?:part|type|class|plan|section|appendix|schedule)\s+[A-V]$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")

# Modifiers that cannot be taken for a word, and the ways of naming one that prose rarely uses.
_MODIFIER_FORM = re.compile(
    r"""
      (?<![\w-]) (?P<bare> X[EPSU] | G[XYZ] | KX | J[WZ] | QW ) (?!\w)
    | (?i:\bmod(?:ifier)?s?) \W{0,3} (?:(?i:is|code)\s+)? [-#:]? \s? (?P<named> \d{2} | [A-Z][A-Z0-9] ) (?!\w)
    | (?i:\b(?:append|attach)(?:ing|ed|s)?)\s+ -? (?P<appended> \d{2} | [A-Z][A-Z0-9] )
      (?! \w | \s*(?i:minutes?|days?|hours?|units?|pages?) )
    """,
    re.VERBOSE | re.ASCII,
)

_Span = tuple[int, int, bool]  # start, end, and whether it is a code for certain


@dataclass(frozen=True)
class Established:
    """What an answer may name: the codes of its evidence and of the question. Made once for all of its sentences."""

    evidence: Sequence[Evidence]
    allowed: frozenset[Code]

    @cached_property
    def codes(self) -> frozenset[Code]:
        return self.allowed.union(*(item.codes for item in self.evidence))

    @cached_property
    def values(self) -> frozenset[str]:
        """The codes as they are compared with what was written."""
        return frozenset(_bare(str(code)) for code in self.codes)

    @cached_property
    def asked(self) -> Established:
        """What may be named whatever the evidence says: told in a moment, and mostly all that a sentence names."""
        return Established((), self.allowed)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The evidence as it reads."""
        return tuple(as_read(f"{item.title} {item.text} {item.locator}") for item in self.evidence)


def strike(text: str, established: Established) -> tuple[str, list[Check]]:
    """The text with every code struck that is not established, and a check for each."""
    checks: list[Check] = []
    if not _unknown_spans(text, established.asked):
        return text, checks
    while True:
        text, found = _strike_once(text, established)
        if not found:
            return text, checks
        checks += found  # what stood beside a struck code may read as a code now: "00000A00"


def _strike_once(text: str, established: Established) -> tuple[str, list[Check]]:
    merged = _merged(_unknown_spans(text, established))
    if not merged:
        return text, []
    checks: list[Check] = []
    for start, end, certain in reversed(merged):
        written = text[start:end]
        # What only has the form of a code, and stands in the evidence ("MM12345", a bare XU), is not invented.
        if not certain and any(_stands_in(source, as_read(written).upper()) for source in established.sources):
            continue
        # "[0790T]" would leave its brackets round the mark's own.
        outer = text[start - 1 : start] == "[" and text[end : end + 1] == "]"
        text = text[: start - outer] + STRUCK + text[end + outer :]
        checks.insert(0, Check(CheckKind.CODE_STRUCK, written))
    return text, checks


def _unknown_spans(text: str, established: Established) -> set[_Span]:
    """Where the text as it is written names what is not established; the less is, the more of them."""
    known, values = established.codes, established.values
    return {
        (*shadow.span(start, end), certain)
        for shadow in shadows(text)
        for start, end, certain in _unknown(shadow.text, known, values)
    }


def is_known(mention: CodeMention, known: frozenset[Code]) -> bool:
    """Whether any reading of a mention is known, or it is no code at all: a spinal level, a vitamin."""
    if units := _WITH_UNITS.fullmatch(mention.text):
        return any(units[1] == str(code) for code in known) or mention.code in known
    return str(mention.code) in _NO_CATEGORY or any(
        reading in known for reading in (mention.code, *mention.alternatives)
    )


def _unknown(text: str, known: frozenset[Code], values: frozenset[str]) -> Iterator[_Span]:
    """Spans of codes in a text that are not known, and whether each is one for certain.

    Modifiers are not: guidelines list them without naming each as one.
    """
    settled: list[tuple[int, int]] = []  # known codes: what lies inside one is not looked at again
    for mention in find_codes(text):
        if is_known(mention, known):
            settled.append((mention.start, mention.end))
        else:
            yield mention.start, mention.end, not isinstance(mention.code, Modifier)
        yield from _attached(text, mention, known)
    for form in _CODE_FORM.finditer(text):
        if _bare(form[0]) not in values and not _inside(form.span(), settled):
            yield (*form.span(), False)
    for broken in _BROKEN.finditer(text):
        if _bare(broken[0]) not in values and not _is_year(text, broken) and not _inside(broken.span(), settled):
            yield (*broken.span(), False)
    for modifier in _MODIFIER_FORM.finditer(text):
        name = modifier.lastgroup or ""
        if modifier[name] not in values:
            yield (*modifier.span(name), False)


def _attached(text: str, mention: CodeMention, known: frozenset[Code]) -> Iterator[_Span]:
    """Unknown modifiers on a code, and the unknown other end of its range."""
    position = mention.end
    for modifier in mention.modifiers:
        # Not text.upper(): it lengthens some letters ("ß") and shifts every span behind them.
        found = re.compile(modifier.value, re.IGNORECASE | re.ASCII).search(text, position)
        if found and modifier not in known:
            yield (*found.span(), False)
        position = found.end() if found else position
    if mention.through is None or mention.through in known:
        return
    if end := _RANGE_END.match(text, mention.end):
        yield (*end.span("other"), True)


def _is_year(text: str, broken: re.Match[str]) -> bool:
    """ "A 2026 edit" and "Part B 2026" have no code in them."""
    letter, year = broken[0][:1], broken[0][2:]
    return bool(_YEAR.fullmatch(year)) and bool(_BEFORE_A_YEAR.search(text[: broken.start()] + letter))


def _bare(written: str) -> str:
    return _NAMES_SYSTEM.sub("", re.sub(r"[ .-]", "", written).upper())


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _stands_in(source: str, written: str) -> bool:
    """Whether a source has what was written (in upper case), as a whole.

    A modifier's digits count only where they are named as one; its letters only in capitals ("as" is no AS) and in
    a passage that speaks of modifiers.
    """
    for match in _MODIFIER_FORM.finditer(source):
        name = match.lastgroup or ""
        if match[name] == written and not source[: match.start(name)][-1:].isalnum():
            return True
    if len(written) <= 2 and (written.isdigit() or "modifier" not in source.lower()):
        return False
    around = r"\d" if written.isdigit() else "A-Za-z0-9"
    whole = rf"(?<![{around}])(?<!\d\.){re.escape(written)}(?!\.?[{around}])"
    return bool(re.search(whole, source if len(written) <= 2 else source.upper()))


def _merged(spans: set[_Span]) -> list[_Span]:
    """Overlapping spans as one, in order; certain when one of them is."""
    merged: list[_Span] = []
    for start, end, certain in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, so_far = merged[-1]
            merged[-1] = (first, max(end, last), certain or so_far)
        else:
            merged.append((start, end, certain))
    return merged
