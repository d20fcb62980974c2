"""The form of a message's words: what points back, what leans on the message before, what is left as its topic. Pure.

What is *wanted* is read by example (``corpus.meaning``), and by ``phrases`` where no model is at hand.
"""

from __future__ import annotations

import functools
import itertools
import re

_WORD = re.compile(r"[\w'’/#-]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, with one kind of apostrophe."""
    return list(_words_of(text))


@functools.lru_cache(maxsize=8)  # a dozen questions of form are asked of each message
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower().replace("’", "'")))


# --- words that only ask --------------------------------------------------------------------------------------------

_ASKING = _set(
    "what whats what's which who when where how why is are was were be been do does did can could "
    "should would will may might must i we you me my our us a an the of for to on in at with and or "
    "please tell show give list explain describe find need want know about get there any it its this "
    "that those these them they code codes coded coding bill billed billing billable report reported "
    "reporting use used using have has icd 10 cpt hcpcs dx diagnosis procedure guideline guidelines "
    "guidance rule rules look lookup up correct best icd10 icd-10 icd-10-cm icd10cm icd-cm icd-10-pcs "
    "icd10pcs icd-9 icd9 pcs cm"
)
# Words of wishes: with them alone a message says nothing of a topic.
_OF_WISHES = _set(
    "alone itself own stand stand-alone standalone primary primaries parent base add-on add-ons addon addons add ons "
    "document documents documented documentation documenting differ differs differs difference differences different "
    "together same day visit unit units mue mues many often max maximum per excludes excludes1 excludes2 exclude first "
    "also additional include includes inclusion 7th seventh character valid active terminated deleted expire expired "
    "global day days period status indicator without by limit hospital outpatient practitioner physician claim claims "
    "office facility medicaid commercial payer payers setting supplier needed required go goes going pair paired "
    "separately allowed payable medicare header specific enough note notes edit edits time one then must shall should "
    "record records chart charts show shows modifier modifiers take takes need needs"
)
_POINTING = _set("it its it's them they their those these both this that")
_PLURAL = _set("them they their those these both")
_POINTED_THINGS = _set("code codes one two procedure procedures diagnosis modifier")
_POINTED_BY_THE = _set("code codes primary parent add-on addon add same")
# "The right code" asks; "right knee" names a side.
_RIGHT_CODE = re.compile(r"\bright\s+(?=(?:codes?|one|way|modifiers?|dx|icd|cpt|hcpcs|diagnosis)\b)", re.IGNORECASE)
# "Which J code" names a kind of code, and nothing of the drug.
LETTER_CODE = re.compile(r"\b[CEGHJKLQSTV][ -]?codes?\b", re.IGNORECASE)
_SENTENCE_SIGNS = re.compile(r"[?!.,;:]+(?=\s|$)")


def topic_of(text: str) -> str:
    """The text without the words that only ask, at its ends: what there is to search for.

    Words inside are kept ("diabetes with kidney disease"): the encoder reads phrases, not word lists.
    """
    words = _SENTENCE_SIGNS.sub(" ", _RIGHT_CODE.sub("", LETTER_CODE.sub("code", text))).split()
    first, last = 0, len(words)
    while first < last and _is_asking(words[first]):
        first += 1
    while last > first and _is_asking(words[last - 1]):
        last -= 1
    return " ".join(words[first:last])


def _is_asking(word: str) -> bool:
    return word.lower().replace("’", "'") in _ASKING or not any(map(str.isalnum, word))


def topic_is_empty(text: str) -> bool:
    """True when nothing is left to search for: the message must be about the code talked about."""
    return all(
        len(word) < 2 or word in _ASKING or word in _OF_WISHES or word in _POINTING or not any(map(str.isalnum, word))
        for word in words_in(text)
    )


# --- what points back -----------------------------------------------------------------------------------------------

_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 10**6, "third": 2, "fourth": 3, "fifth": 4, "last": 10**6}
_NOT_ORDINAL = _set(
    "listed injection hour visit unit lesion level dose degree time year month week quarter digit character toe finger "
    "drug med medication infusion push bag vaccine shot stage payer procedure"
)
_NUMBERED = re.compile(r"(?:#|\bnumber\s+|\boption\s+)([1-9])\b", re.IGNORECASE)


def _ordinal_at(words: list[str]) -> int | None:
    """Where an ordinal stands that names one of several: "the first", "second one", "and the latter"."""
    for place, word in enumerate(words):
        if word not in _ORDINALS:
            continue
        following = words[place + 1] if place + 1 < len(words) else ""
        before = words[place - 1] if place else ""
        if following in _NOT_ORDINAL:
            continue
        if before == "the" or following in ("one", "code", "two") or word in ("former", "latter"):
            return place
    return None


def ordinal_in(text: str) -> int | None:
    """0 for "the first one", 1 for "#2"; a number past any list for "the last one"; None without one."""
    words = words_in(text)
    if (place := _ordinal_at(words)) is not None:
        return _ORDINALS[words[place]]
    match = _NUMBERED.search(text)
    return int(match[1]) - 1 if match else None


def has_pronoun(text: str) -> bool:
    words = words_in(text)
    pairs = itertools.pairwise(words)
    pointed = any(word in _POINTING for word in words) or any(
        first == "the" and second in _POINTED_BY_THE for first, second in pairs
    )
    return pointed or ordinal_in(text) is not None


def is_plural(text: str) -> bool:
    words = words_in(text)
    return any(word in _PLURAL for word in words) or "the codes" in text.lower()


def is_singular(text: str) -> bool:
    return has_pronoun(text) and not is_plural(text)


def points_at_last_answer(text: str) -> bool:
    """ "that one" is the code the last answer brought up; "it" stays with the code that was asked about."""
    words = words_in(text)
    triples = zip(words, words[1:], [*words[2:], ""], strict=False)
    return any(
        (first == "that" and second in ("one", "code"))
        or (first == "the" and second == "primary" and third not in ("of", "for"))
        for first, second, third in triples
    )


def replace_pronoun(text: str, names: str) -> str:
    """The text with its first pronoun or ordinal replaced by the codes it stands for."""
    matches = list(_WORD.finditer(text))
    words = [match[0].lower().replace("’", "'") for match in matches]
    place = _ordinal_at(words)
    if place is not None:
        first = place - (place > 0 and words[place - 1] == "the")
        last = place + (place + 1 < len(words) and words[place + 1] in ("one", "code", "two"))
        return text[: matches[first].start()] + names + text[matches[last].end() :]
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _POINTING:
            last = place + (following in _POINTED_THINGS)
        elif word == "the" and following in _POINTED_BY_THE:
            last = place + 1
        else:
            continue
        of_theirs = "'s" if word in ("its", "their") else ""
        return text[: matches[place].start()] + names + of_theirs + text[matches[last].end() :]
    return text


_CLOSING = _set("thanks thank thx ty great perfect cool ok okay nice bye awesome goodbye hello hi hey")
_BESIDE_CLOSING = _set(
    "thats that's that is all it you so much very for your the help now got good no more questions a "
    "lot done u there and"
)


def only_greets(text: str) -> bool:
    """ "Great, thats all", "ok thank you": nothing but words of greeting and parting."""
    words = words_in(text)
    return not _CLOSING.isdisjoint(words) and all(word in _CLOSING or word in _BESIDE_CLOSING for word in words)


# --- what leans on the message before -------------------------------------------------------------------------------

_LEANING = _set("and or but also then")
_LEANING_PAIRS = frozenset(
    {("what", "about"), ("how", "about"), ("same", "for"), ("what", "of"), ("what", "if"), ("same", "with")}
)
_QUALIFIERS = _set(
    "with without w/ w/o right left both bilateral unilateral unspecified initial subsequent sequela "
    "acute chronic severe mild moderate only"
)
_QUESTION_WORDS = _set(
    "what which who when where how why is are do does did can could should would will may must code "
    "codes cpt icd hcpcs dx"
)
_MOST_OF_A_VARIANT, _MOST_OF_A_FRAGMENT = 5, 5
_LEAST_OF_A_NAME, _MOST_OF_A_NAME = 3, 8


def is_elliptic(text: str) -> bool:
    """A message that leans on the one before: "and 64484?", "what about modifier 59?", "0708T?"."""
    words = words_in(text)
    if not words:
        return False
    if words[0] in _LEANING or tuple(words[:2]) in _LEANING_PAIRS:
        return True
    return (
        len(words) == 1
        and text.rstrip().endswith("?")
        and _LEAST_OF_A_NAME <= len(text.strip(" ?!.")) <= _MOST_OF_A_NAME
    )


def says_a_qualifier(text: str) -> bool:
    """Few words that only make sense of something named before: "left side", "with shock?", "unspecified"."""
    words = words_in(text)
    if words and words[0] in ("and", "or", "but"):
        words = words[1:]
    return bool(words) and words[0] in _QUALIFIERS and len(words) < _MOST_OF_A_VARIANT


def names_a_variant(text: str) -> bool:
    """Few words that only say how something differs: "with contrast", "left side", "unilateral?"."""
    if asks_for_the_other_side(text) or says_a_qualifier(text):
        return True
    words = words_in(text)
    few = 0 < len(words) <= _MOST_OF_A_FRAGMENT and text.rstrip().endswith("?")
    return few and not any(word in _QUESTION_WORDS for word in words)


_OTHER = _set("other opposite contralateral")
_SIDED = _set(
    "side one leg arm eye ear knee hip shoulder hand foot ankle wrist elbow breast kidney lung limb thumb thigh"
)
_LEADING_IN = _set("and what how about for on the")


def asks_for_the_other_side(text: str) -> bool:
    """ "other leg?", "and the opposite side?" after a code that names a side."""
    words = words_in(text)
    while words and words[0] in _LEADING_IN:
        words = words[1:]
    return len(words) == 2 and words[0] in _OTHER and words[1] in _SIDED


def contrast_only(text: str) -> str | None:
    """What "without and with?" means where nothing else is said: the use of contrast, in words."""
    said = [word for word in re.findall(r"w/o|[a-z]+|\d+", text.lower()) if word != "and"]
    if not said or any(word not in ("with", "without", "w/o", "w") for word in said) or len(said) > 2:
        return None
    without = any(word in ("without", "w/o") for word in said)
    if "with" in said or "w" in said:
        return "without contrast, then with contrast" if without else "with contrast"
    return "without contrast"
