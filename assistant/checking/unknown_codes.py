"""Codes that nothing here establishes, struck out of a sentence however they were written. Pure; never raises.

The sentence is read as a person would read it: without marks that do not show, with look-alike letters and digits
made plain, across emphasis and spaces. What is found is struck in the sentence as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.answer import Check, CheckKind
from assistant.answering.evidence import Evidence
from corpus.codes import Code, Modifier
from corpus.mentions import CodeMention, find_codes

STRUCK = "[code removed]"

# The same passages are the evidence of answer after answer.
_REMEMBERED = 1_024

# Letters of other alphabets that look like the letters of codes.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХІЈЅавекмнорстхіјѕΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXIJSabekmhopctxijsABEZHIKMNOPTX")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

# What does not show on the page, or only as a style: tags, escapes, emphasis.
_MARKUP = re.compile(r"</?[a-z][^<>]{0,80}>|[*_`~\\]+", re.IGNORECASE)
_ENTITY = re.compile(r"&#(?P<decimal>\d{1,6});|&#x(?P<hexadecimal>[0-9a-f]{1,5});", re.IGNORECASE)

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
# "0" written as the letter O inside what is otherwise a number.
_LETTER_O = re.compile(r"(?<![A-Z0-9])(?=[O\d]{4})(?=O*\d[O\d]*\d)[O\d]{4,5}(?=[FTUM]?(?![A-Z0-9]))", re.IGNORECASE)

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


@dataclass(frozen=True, slots=True)
class _Shadow:
    """A sentence as it reads; ``places`` gives for each of its characters the span it was written in.

    Without ``places`` it reads as it is written.
    """

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        return (start, end) if self.places is None else (self.places[start][0], self.places[end - 1][1])


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
    def sources(self) -> tuple[str, ...]:
        """The evidence as it reads."""
        return tuple(_as_read(f"{item.title} {item.text} {item.locator}") for item in self.evidence)


def strike(text: str, established: Established) -> tuple[str, list[Check]]:
    """The text with every code struck that is not established, and a check for each."""
    checks: list[Check] = []
    while True:
        text, found = _strike_once(text, established)
        if not found:
            return text, checks
        checks += found  # what stood beside a struck code may read as a code now: "00000A00"


def _strike_once(text: str, established: Established) -> tuple[str, list[Check]]:
    known, values = established.codes, established.values
    spans: set[_Span] = set()
    for shadow in _shadows(text):
        spans |= {(*shadow.span(start, end), certain) for start, end, certain in _unknown(shadow.text, known, values)}
    merged = _merged(spans)
    if not merged:
        return text, []
    checks: list[Check] = []
    for start, end, certain in reversed(merged):
        written = text[start:end]
        # What only has the form of a code, and stands in the evidence ("MM12345", a bare XU), is not invented.
        if not certain and any(_stands_in(source, _as_read(written).upper()) for source in established.sources):
            continue
        # "[0790T]" would leave its brackets round the mark's own.
        outer = text[start - 1 : start] == "[" and text[end : end + 1] == "]"
        text = text[: start - outer] + STRUCK + text[end + outer :]
        checks.insert(0, Check(CheckKind.CODE_STRUCK, written))
    return text, checks


def is_known(mention: CodeMention, known: frozenset[Code]) -> bool:
    """Whether any reading of a mention is known, or it is no code at all: a spinal level, a vitamin."""
    if units := _WITH_UNITS.fullmatch(mention.text):
        return any(units[1] == str(code) for code in known) or mention.code in known
    return str(mention.code) in _NO_CATEGORY or any(
        reading in known for reading in (mention.code, *mention.alternatives)
    )


def _shadows(text: str) -> Iterator[_Shadow]:
    """The sentence as it reads: with markup dropped ("0790**T**"), with markup and what was struck as space
    ("64484**62323**"), as it is, and, where it has any, with the letter O read as zero.
    """
    markup = {place for match in _MARKUP.finditer(text) for place in range(*match.span())}
    dropped = _shadow(text, dict.fromkeys(markup, ""))
    yield dropped
    gaps = dict.fromkeys(markup, " ")
    for struck in re.finditer(re.escape(STRUCK), text):
        gaps |= {place: " " if place == struck.start() else "" for place in range(*struck.span())}
    if gaps:
        yield _shadow(text, gaps)
    if dropped.text != text:
        yield _Shadow(text)
    zeros = _LETTER_O.sub(lambda match: re.sub("[oO]", "0", match[0]), dropped.text)
    if zeros != dropped.text:
        yield _Shadow(zeros, dropped.places)


@lru_cache(maxsize=_REMEMBERED)
def _as_read(text: str) -> str:
    """The sentence as it reads with its markup dropped."""
    return next(_shadows(text)).text


def _shadow(text: str, instead: dict[int, str]) -> _Shadow:
    plain = text.isascii() and "&" not in text
    if plain and not instead:
        return _Shadow(text)
    if plain:
        kept = [(instead.get(place, character), place) for place, character in enumerate(text)]
        places_of = ((place, place + 1) for shown, place in kept for _ in shown)
        return _Shadow("".join(shown for shown, _ in kept), tuple(places_of))
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        shown, width = _reads(text, position)
        shown = instead.get(position, shown)
        characters += shown
        places += [(position, position + width)] * len(shown)
        position += width
    return _Shadow("".join(characters), tuple(places))


def _reads(text: str, position: int) -> tuple[str, int]:
    """What the character at a position reads as, and how many characters it takes."""
    entity = _ENTITY.match(text, position) if text[position] == "&" else None
    if entity:
        number = int(entity["decimal"]) if entity["decimal"] else int(entity["hexadecimal"], 16)
        return (chr(number) if number < 0x110000 else ""), len(entity[0])
    character = text[position]
    if character.isascii():
        return character, 1
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Zl", "Zp"):
        return "", 1
    if character.isspace() or unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return " ", 1  # a raised figure behind a code is a note's mark, not a digit of it
    if character.isdigit() and unicodedata.decimal(character, None) is not None:
        return str(unicodedata.decimal(character)), 1
    return unicodedata.normalize("NFKC", character).translate(_DASHES).translate(_LOOK_ALIKE), 1


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
