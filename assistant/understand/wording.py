"""How coders word things: the patterns that tell one intent from another, and what "it" and "the first one" are.

Pure tables and look-ups. The order of ``_INTENTS`` matters: the first pattern that matches wins.
"""

from __future__ import annotations

import re
from enum import StrEnum

from corpus.codes import CodeSystem


class Intent(StrEnum):
    """What is wanted of the codes or the topic."""

    DESCRIBE = "describe"
    PRIMARY_OF = "primary_of"
    ADD_ONS_OF = "add_ons_of"
    ADD_ON_STATUS = "add_on_status"
    ALONE = "alone"
    TOGETHER = "together"
    UNITS = "units"
    DOCUMENTATION = "documentation"
    DIFFERENCE = "difference"
    BILLABLE = "billable"
    NOTES = "notes"
    FACTS = "facts"
    MODIFIER = "modifier"
    TIME = "time"
    ADDITIONAL = "additional"
    PAYMENT = "payment"
    COVERAGE = "coverage"
    CLAIM = "claim"
    LISTING = "listing"
    CROSSWALK = "crosswalk"
    FIND = "find"
    GUIDELINE = "guideline"
    SEARCH = "search"
    GREETING = "greeting"


TOPIC_INTENTS = frozenset({Intent.FIND, Intent.GUIDELINE, Intent.SEARCH, Intent.GREETING, Intent.LISTING})
CODE_INTENTS = frozenset(Intent) - TOPIC_INTENTS


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_GREETING = _words(
    r"""^\W*(?:hi|hello|hey|good\s+(?:morning|afternoon|evening)|thanks?(?:\s+you)?(?:\s+so\s+much)?|thx|ok(?:ay)?|help
    |what\s+can\s+you\s+do|who\s+are\s+you|how\s+does\s+this\s+work)(?:\s+(?:there|casepilot|me))?\W*$"""
)

# Patterns that hold with or without a code in the question.
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.CROSSWALK, _words(r"\bcross-?\s?walks?\b")),
    (
        Intent.ALONE,
        _words(
            r"""\b(?:alone|by\s+(?:itself|themselves)|on\s+(?:its|their)\s+own|stand-?\s?alone
            |without\s+(?:a|an|its|the|any|another)?\s*(?:primary|other|main|base|parent)(?:\s+(?:code|procedure))?)\b"""
        ),
    ),
    (
        Intent.ADD_ON_STATUS,
        _words(
            r"""\b(?:is|are|isn't)\b[^?]*\b(?:an?\s+)?add-?\s?ons?(?:\s+codes?)?\s*\??$
            |\bprimary\s+or\s+(?:an?\s+)?add-?\s?on\b|\badd-?\s?on\s+or\s+(?:a\s+)?primary\b"""
        ),
    ),
    (
        Intent.ADD_ONS_OF,
        _words(
            r"\b(?:its|which|what|list|any|all|have|has|the)\b[^?]*\badd-?\s?ons?\b|\badd-?\s?ons?(?:\s+codes?)?\s+(?:for|of|to|with)\b"
        ),
    ),
    (
        Intent.DOCUMENTATION,
        _words(
            r"""\bdocument(?:ation|ed|s|ing)?\b|\b(?:chart|record|note)s?\s+(?:must|need|needs|should|have|show)\b
            |\b(?:must|should)\s+(?:the\s+)?(?:chart|record|note)s?\b"""
        ),
    ),
    (
        Intent.PRIMARY_OF,
        _words(
            r"""\bprimar(?:y|ies)\b(?!\s+care)|\b(?:parent|base)\s+(?:code|procedure)s?\b
            |\bwhat\b[^?]*\b(?:go|goes|reported|billed|used|paired?)\s+with\s*\??$"""
        ),
    ),
    (
        Intent.DIFFERENCE,
        _words(r"\bdiffer(?:s|ence|ences|ent)?\b|\bvs\.?(?=\s)|\bversus\b|\bcompared?\b|\bdistinguish\b"),
    ),
    (
        Intent.TOGETHER,
        _words(
            r"""\btogether\b|\bsame\s+(?:day|visit|session|date|encounter|claim|time)\b|\b(?:un)?bundl\w*|\bncci\b|\bptp\b
            |\b(?:bill|billed|report|reported|code|coded|charge|charged|claim|use)\b[^?]*\b(?:with|and|alongside|plus)\b"""
        ),
    ),
    (
        Intent.PAYMENT,
        _words(
            r"""\bhow\s+much\b(?!\s+time)|\bpayments?\s+(?:for|of|amount|rate)\b|\bpays?\s+(?:for|in)\b|\breimburse(?:s|ment)?\b|\ballowable\b
            |\ballowed\s+amount\b|\bfee\s+(?:for|of)\b|\brate\s+for\b"""
        ),
    ),
    (
        Intent.COVERAGE,
        _words(
            r"""\bcovered\b|\bcoverage\b|\blcds?\b|\bncds?\b|\bmedical(?:ly)?\s+necess\w+
            |\bdiagnos[ei]s\b[^?]*\bsupports?\b|\bsupport(?:s|ing)?\b[^?]*\bdiagnos"""
        ),
    ),
    (Intent.UNITS, _words(r"\bunits?\b|\bmues?\b|\bhow\s+(?:many|often)\b|\bmaximum\b|\bmax\b|\bper\s+day\b")),
    (
        Intent.NOTES,
        _words(
            r"""\bexcludes?\s?[12]?\b|\bcode\s+(?:first|also)\b|\buse\s+additional\b|\binclu(?:des|sion)\b
            |\b(?:7th|seventh)\b|\bsequenc\w+"""
        ),
    ),
    (
        Intent.BILLABLE,
        _words(
            r"""\bbillable\b|\bvalid\b|\bspecific\s+enough\b|\bheader\b|\bactive\b|\bterminated\b|\bdeleted\b|\bexpired?\b
            |\bdiscontinued\b|\breplaced\b|\bstill\s+(?:exist|use|there|good)"""
        ),
    ),
    (Intent.MODIFIER, _words(r"\bmodifiers?\b|\bmods?\b")),
    (
        Intent.FACTS,
        _words(
            r"""\bglobal\s+(?:days?|period|surgery)\b|\bstatus\s+(?:indicator|code)?\b|\btypical\s+(?:time|minutes)\b|\brvus?\b
            |\bassistant\b|\bco-?\s?surgeons?\b|\bteam\s+surg\w+|\bpc/?tc\b|\b(?:professional|technical)\s+component\b
            |\bconversion\s+factor\b|\bindicators?\b"""
        ),
    ),
)

# What is wanted of a topic when no code is named. A code-seeking phrase goes before a guideline word: "code for a
# guideline-directed ..." asks for a code.
_FIND = _words(
    r"""\b(?:codes?|icd(?:-?\s?10)?(?:-?\s?(?:cm|pcs))?|cpt|hcpcs|dx|diagnos[ei]s|j-?codes?)\b[^?]*\bfor\b
    |^\W*(?:icd|cpt|hcpcs|dx)\b|\b(?:what|which)\b[^?]*\b(?:codes?|icd|cpt|hcpcs)\b
    |\bcodes?\s*\??$|\bhow\s+(?:do|would|should|can)\s+(?:i|we|you)\s+(?:code|bill|report)\b|\b(?:code|bill)\s+for\b|\blook\s?up\b"""
)
_GUIDELINE = _words(
    r"""\bguid(?:e|eline|elines|ance)\b|\brules?\b|\bpolic(?:y|ies)\b|\brequirements?\b|\bconventions?\b|\bwhen\b|\bhow\b
    |\bwhy\b|\bexplain\b|\bmeans?\b|\bwhat\s+(?:is|are|counts|qualifies|makes)\b|\bmodifiers?\b|\bdocument\w*\b|\bcan\b"""
)

_POLICY = _words(
    r"""\b(?:guid(?:eline|elines|ance)|rules?|polic(?:y|ies)|requirements?|when|who|should|must|may|how|time|can)\b"""
)

# "96372 with 99213" asks what "can they be billed together?" asks.
_JOINED = _words(r"\bwith\b|\band\b|\bplus\b|[+&]")
_DESCRIBE = _words(r"^\W*(?:what(?:'s|’s|\s+is|\s+are)|describe|explain|tell\s+me)\b")

_SYSTEMS: tuple[tuple[CodeSystem, re.Pattern[str]], ...] = (
    (CodeSystem.ICD10PCS, _words(r"\bpcs\b")),
    (CodeSystem.ICD10CM, _words(r"\bicd\b|\bicd-?\s?10\b|\bdx\b|\bdiagnos[ei]s\b")),
    (CodeSystem.HCPCS, _words(r"\bhcpcs\b|\bj-?\s?codes?\b|\bg-?codes?\b")),
    (CodeSystem.CPT, _words(r"\bcpt\b|\bprocedure\s+codes?\b")),
    (CodeSystem.MODIFIER, _words(r"\b(?:which|what)\s+modifiers?\b")),
)

_PRONOUN = _words(
    r"""\b(?:it|its|it's|them|they|their|those|these|both|this|that)(?:\s+(?:codes?|one|two|procedures?|diagnosis|modifier))?\b
    |\bthe\s+(?:code|codes|same\s+code|same\s+one|primary|parent|add-?on)\b"""
)
_PLURAL = _words(r"\b(?:them|they|their|those|these|both|the\s+codes)\b")
_POINTS_AT_ANSWER = _words(r"\bthat\s+(?:one|code)\b|\bthe\s+primary(?!\s+(?:of|for))\b")
_ELLIPTIC = _words(r"^\W*(?:and|or|but|also|what\s+about|how\s+about|same\s+for|then|what\s+of)\b|^\W*\S{3,8}\W*\?$")
_VARIANT = _words(
    r"""^\W*(?:(?:and|or|but)\s+)?(?:with(?:out)?|w/o?|right|left|both|bilateral|unilateral|unspecified|initial|subsequent|sequela
    |acute|chronic|severe|mild|moderate|only)\b(?:\W+[\w'-]+){0,3}\W*$"""
)
_INCREMENT = _words(
    r"""\b(?:extra|additional|further|more|first|next|each|every|per|another|beyond|past)\s+
    (?:(?:extra|additional|further|full|the)\s+)*\d+\s*-?\s*min"""
)
_OTHER_SIDE = _words(
    r"""^\W*(?:and\s+)?(?:(?:what|how)\s+about\s+)?(?:for\s+|on\s+)?(?:the\s+)?(?:other|opposite|contralateral)\s+
    (?:side|one|leg|arm|eye|ear|knee|hip|shoulder|hand|foot|ankle|wrist|elbow|breast|kidney|lung|limb|thumb|thigh)\b\W*$"""
)
_FIGURES_OF = _words(
    r"""\b(?:global\s+(?:days?|period)|mues?|status\s+indicator)\s+(?:does|do|is|are|of|for|has|have|after|on)\b
    |^\W*(?:global\s+(?:days?|period)|mue)\s(?=[a-z])"""
)
# What has no code of its own: "the global period for minor surgery" asks for a rule.
_NO_PROCEDURE = _words(
    r"""(?:(?:minor|major|add-?\s?on|same|new|each|all|bilateral|multiple|staged|related|unrelated|the|a|an)\s+)*
    (?:surger(?:y|ies)|procedures?|operations?|codes?|visits?|services?|endoscop(?:y|ies)|claims?|rules?|indicators?|values?|limits?
    |edits?|modifiers?|tables?|lists?|meanings?|definitions?|policy|guidelines?|explained)"""
)
_SHORTEST_SUBJECT = 4
_FRAGMENT = _words(r"^\W*(?:[\w'/-]+[\s,]+){0,4}[\w'/-]+\s*\?$")
_QUESTION_WORD = _words(
    r"\b(?:what|which|who|when|where|how|why|is|are|do|does|did|can|could|should|would|will|may|must|codes?|cpt|icd|hcpcs|dx)\b"
)
_CONTRAST = _words(r"^\W*(?:and\s+)?(?:with(?:out)?|w/o?)(?:\s*(?:and|&|/|,)\s*(?:with(?:out)?|w/o?))?\W*$")
_ORDINAL = _words(
    r"""\b(?:the\s+)?(?P<word>first|second|third|fourth|fifth|last|former|latter)(?:\s+(?:one|code|two))?\b(?!\s+(?:listed|injection|hour|visit|unit|lesion|level))
    |(?:\#|\bnumber\s+|\boption\s+)(?P<number>[1-9])\b"""
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 10**6, "third": 2, "fourth": 3, "fifth": 4, "last": 10**6}

# Words that ask but say nothing of the topic.
_ASKING = _words(
    r"""\b(?:what(?:['’]?s)?|which|who|when|where|how|why|is|are|was|were|be|been|do|does|did|can|could|should|would|will|may|might
    |must|i|we|you|me|my|our|us|a|an|the|of|for|to|on|in|at|with|and|or|please|tell|show|give|list|explain|describe|find
    |need|want|know|about|get|there|any|it|its|this|that|those|these|them|they|code|codes|coded|coding|bill|billed
    |billing|billable|report|reported|reporting|use|used|using|have|has|icd-?\s?(?:10|9)(?:-?\s?(?:cm|pcs))?|icd|10|cpt
    |hcpcs|dx|diagnosis|procedure|guidelines?|guidance|rules?|look|lookup|up|correct|best)\b"""
)


# "The right code" asks; "right knee" names a side.
_RIGHT_CODE = _words(r"\bright\s+(?=(?:codes?|one|way|modifiers?|dx|icd|cpt|hcpcs|diagnosis)\b)")


def intent_of(text: str, code_count: int) -> Intent | None:
    """The intent a wording states by itself; None when it only names things ("0709T", "what about it?")."""
    if _GREETING.match(text):
        return Intent.GREETING
    for intent, pattern in _INTENTS:
        if not pattern.search(text):
            continue
        if intent in (Intent.TOGETHER, Intent.DIFFERENCE) and code_count < 2:
            continue
        if code_count == 0 and not _about_a_code(text):
            continue
        return intent
    if code_count > 1 and _JOINED.search(text) and not _DESCRIBE.match(text):
        return Intent.TOGETHER
    if code_count:
        return None
    if _FIND.search(text):
        return Intent.FIND
    if has_pronoun(text) and topic_is_empty(text):
        return Intent.DESCRIBE if _DESCRIBE.match(text) else None
    return Intent.GUIDELINE if _GUIDELINE.search(text) else None


def asks_what(text: str) -> bool:
    """True for "what is 99213-25?", which wants a description and no verdict."""
    return bool(_DESCRIBE.match(text))


def asks_for_policy(text: str) -> bool:
    """True for a wording that asks for a rule: "when can G2211 be reported", not "what is G2211"."""
    return bool(_POLICY.search(text)) and not asks_what(text)


def guideline_title(text: str) -> str | None:
    """The title in "Guideline: title", which asks for a document even when its title names a code."""
    match = re.match(r"guideline:\s*(.+)", text, re.IGNORECASE)
    return match[1] if match else None


def _about_a_code(text: str) -> bool:
    """Without a code a code intent only holds when the text points back at one ("can it be billed alone?")."""
    return has_pronoun(text) or is_elliptic(text) or ordinal_in(text) is not None or topic_is_empty(text)


def system_of(text: str) -> CodeSystem | None:
    """The code system a question asks to be searched, when it names one."""
    return next((system for system, pattern in _SYSTEMS if pattern.search(text)), None)


def has_pronoun(text: str) -> bool:
    return bool(_PRONOUN.search(text)) or ordinal_in(text) is not None


def is_singular(text: str) -> bool:
    return bool(_PRONOUN.search(text)) and not _PLURAL.search(text)


def points_at_last_answer(text: str) -> bool:
    """ "that one" is the code the last answer brought up; "it" stays with the code that was asked about."""
    return bool(_POINTS_AT_ANSWER.search(text))


def is_elliptic(text: str) -> bool:
    """A question that leans on the one before: "and 64484?", "what about modifier 59?", "0708T?"."""
    return bool(_ELLIPTIC.search(text))


def names_a_variant(text: str) -> bool:
    """Few words that only say how something differs: "with contrast", "left side", "unilateral?"."""
    return (
        asks_for_the_other_side(text)
        or bool(_VARIANT.match(text))
        or bool(_FRAGMENT.match(text) and not _QUESTION_WORD.search(text))
    )


def says_an_increment(text: str) -> bool:
    """ "The first extra 15 minutes", "each additional 30 minutes": a part of the time, not the time of the service."""
    return bool(_INCREMENT.search(text))


def asks_for_the_other_side(text: str) -> bool:
    """ "other leg?", "and the opposite side?" after a code that names a side."""
    return bool(_OTHER_SIDE.match(text))


def figures_subject(text: str) -> str | None:
    """The procedure whose figures are asked for: "hammertoe correction" of "global days for hammertoe correction"."""
    match = _FIGURES_OF.search(text)
    if match is None:
        return None
    subject = topic_of(text[match.end() :])
    return subject if len(subject) > _SHORTEST_SUBJECT and not _NO_PROCEDURE.fullmatch(subject) else None


def says_a_qualifier(text: str) -> bool:
    """Few words that only make sense of something named before: "left side", "with shock?", "unspecified"."""
    return bool(_VARIANT.match(text))


def contrast_only(text: str) -> str | None:
    """What "without and with?" means where nothing else is said: the use of contrast, in words."""
    if not _CONTRAST.match(text):
        return None
    said = re.findall(r"without|w/o|with", text.lower())
    without = any(word != "with" for word in said)
    if "with" in said:
        return "without contrast, then with contrast" if without else "with contrast"
    return "without contrast"


def asks_for_rules(text: str) -> bool:
    """True where guidelines are asked for by name; "ultrasound guidance" is none."""
    return bool(re.search(r"\b(?:guid(?:e|elines?)|rules?|polic(?:y|ies)|requirements?)\b", text, re.IGNORECASE))


def ordinal_in(text: str) -> int | None:
    """0 for "the first one", 1 for "#2"; a number past any list for "the last one"; None without one."""
    match = _ORDINAL.search(text)
    if match is None:
        return None
    if match["number"]:
        return int(match["number"]) - 1
    return _ORDINALS[match["word"].lower()]


def topic_of(text: str) -> str:
    """The text without the words that only ask, at its ends: what there is to search for.

    Words inside are kept ("diabetes with kidney disease"): the encoder reads phrases, not word lists.
    """
    words = re.sub(r"[?!.,;:]+(?=\s|$)", " ", _RIGHT_CODE.sub("", text)).split()
    while words and _is_asking(words[0]):
        words.pop(0)
    while words and _is_asking(words[-1]):
        words.pop()
    return " ".join(words)


def _is_asking(word: str) -> bool:
    return not re.search(r"\w", word) or bool(_ASKING.fullmatch(word))


_INTENT_WORDS = _words(
    r"""\b(?:alone|itself|own|stand|stand-?alone|primary|primaries|parent|base|add-?\s?ons?|document\w*|differ\w*|together
    |same|day|visit|units?|mues?|many|often|max|maximum|per|excludes?\s?[12]?|first|also|additional|includes?|inclusion|7th
    |seventh|character|valid|active|terminated|deleted|expired?|global|days?|period|status|indicator|without|by|limit
    |hospital|outpatient|practitioner|physician|claims?|office|facility|medicaid|commercial|payers?|setting|supplier
    |needed|required|go|goes|going|paired?|separately|allowed|payable|medicare|header|specific|enough|notes?|edits?|time
    |one|then|must|shall|should|records?|charts?|shows?|modifiers?|takes?|needs?)\b"""
)


def topic_is_empty(text: str) -> bool:
    """True when nothing is left to search for: the question must be about the code talked about."""
    # Intent words first: "on" of "add-on" is an asking word too.
    return not re.search(r"\w{2,}", _ASKING.sub(" ", _INTENT_WORDS.sub(" ", _PRONOUN.sub(" ", text))))


def replace_pronoun(text: str, names: str) -> str:
    """The text with its first pronoun or ordinal replaced by the codes it stands for."""
    for pattern in (_ORDINAL, _PRONOUN):
        if match := pattern.search(text):
            word = match[0].lower()
            return text[: match.start()] + names + ("'s" if word in ("its", "their") else "") + text[match.end() :]
    return text
