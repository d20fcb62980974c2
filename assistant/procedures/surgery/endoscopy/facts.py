"""What is told of an endoscopy: the scopes, what was done through each, one lesion or several, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told
from assistant.understand.story.lexicon import Mention

FAMILY = "endoscopy"
FOLDER = Path(__file__).parent
SCOPES = ("colonoscopy", "sigmoidoscopy", "stoma", "upper")
LOWER = ("cecum", "ascending", "hepatic", "transverse", "splenic", "descending", "sigmoid", "rectum")
UPPER = ("esophagus", "stomach", "duodenum")


@dataclass(frozen=True, slots=True)
class Done:
    """One scope and the acts through it. ``separate`` is None where it is not told whether it was one lesion."""

    scope: str
    acts: tuple[str, ...]
    separate: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """``screening`` is "screening", "surveillance", "stool" after a positive stool test, or "" .

    ``findings`` are diagnoses that pathology and place tell.
    """

    told: Told
    scopes: tuple[Done, ...]
    screening: str
    high_risk: bool
    payer: Payer | None
    polyp_by_unknown: bool
    diagnosis_asked: bool
    findings: tuple[str, ...]
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """The facts of one session; None where no scope is told, or another side of it is asked."""
    told = case.told(FAMILY)
    table = parameters(FOLDER).at("codes", day)
    if table is None or told.has("anesthesia_side", "pathology_side", "incomplete", "maloney"):
        return None
    scopes = _scopes(told)
    if not scopes or (told.has("colonoscopy") and told.has("sigmoidoscopy")):
        return None
    done = tuple(_done(told, scope, scopes, tuple(table.value[scope])) for scope in scopes)
    acts = {act for each in done for act in each.acts}
    used: tuple[str, ...] = ("same_lesion", "other_lesion", "screening", "surveillance", "high_risk")
    used += ("positive_stool", "stool_test", "family_history")
    asked = told.has("asks_procedure") and not told.has("unspecified_change", "symptoms")
    if (told.has("order_dx", "frequency", "unspecified_change") and not acts and not asked) or _only_a_code(
        case, told, scopes, acts
    ):
        return None
    history = told.spans("surveillance", "family_history")
    removed = any(not _within((m.start, m.end), history) for m in _of(told, "polyp_removed"))
    return Facts(
        told=told,
        scopes=done,
        screening=_reason(told),
        high_risk=told.has("surveillance", "high_risk", "family_history"),
        payer=case.payer,
        polyp_by_unknown=removed and not acts,
        diagnosis_asked=told.has("order_dx"),
        findings=_findings(told, day),
        rests_on=(
            *told.spans("asks_procedure", "order_dx", "nothing_found", "adenoma", "frequency", "symptoms", "medicare"),
            *told.spans(*scopes, *acts, *used, "polyp_removed", *(f"seg_{part}" for part in (*LOWER, *UPPER))),
            *case.spans_of(case.codes),
            *case.spans_of(case.modifiers),
        ),
    )


def _findings(told: Told, day: date) -> tuple[str, ...]:
    """The codes of adenomas by the parts of the bowel that are told; none for other polyps, which are not by part."""
    table = parameters(FOLDER).at("adenoma_codes", day)
    if table is None or not told.has("adenoma") or told.has("other_polyp", *(f"seg_{part}" for part in UPPER)):
        return ()
    return tuple(dict.fromkeys(table.value[part] for part in table.value if _has_polyp(told, f"seg_{part}")))


# "Complete to cecum", "reached the cecum" tell how far the scope went, not where a polyp was.
_REACHED = frozenset("to reached reach past passed intubated until till".split())
_WORDS_BEFORE = 2


def _has_polyp(told: Told, segment: str) -> bool:
    """True where a part of the bowel is told as a place, and not as the reach of the scope."""
    for mention in told.mentions(segment):
        before = [token.word for token in told.story.tokens if token.end <= mention.start][-_WORDS_BEFORE:]
        if not mention.negated and not _REACHED.intersection(before):
            return True
    return False


def _scopes(told: Told) -> list[str]:
    """The scopes that are told; a colon screening with a polyp is a colonoscopy without that word."""
    scopes = [scope for scope in SCOPES if told.has(scope)]
    if "stoma" in scopes:
        return ["stoma"] if "upper" not in scopes else ["stoma", "upper"]
    if not scopes and (told.has("positive_stool") or told.has_all("screening", "polyp_removed")):
        return ["colonoscopy"]
    return scopes


def _within(span: Span, others: tuple[Span, ...]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _only_a_code(case: Case, told: Told, scopes: list[str], acts: set[str]) -> bool:
    """True for one code without a case around it: "what is 45385"."""
    places = case.spans_of(case.codes)
    told_by_words = [span for span in told.spans(*scopes, *acts, "screening") if not _within(span, places)]
    return len(case.procedures) == 1 and not told_by_words


def _reason(told: Told) -> str:
    if _after_stool_test(told):
        return "stool"
    if told.has("symptoms") and not told.has("screening"):
        return ""
    if told.has("surveillance"):
        return "surveillance"
    return "screening" if told.has("screening") else ""


def _after_stool_test(told: Told) -> bool:
    """A colonoscopy that is told with a stool test follows it, unless the test was negative."""
    return told.has("positive_stool") or (told.has("stool_test") and not told.has("stool_negative"))


def _done(told: Told, scope: str, scopes: list[str], acts: tuple[str, ...]) -> Done:
    mine = [act for act in acts if act != "look" and any(_belongs(told, m, scope, scopes) for m in _of(told, act))]
    if "hot_biopsy" in mine and "biopsy" in mine and not _apart(told, "biopsy", "hot_biopsy"):
        mine.remove("biopsy")
    if "wire_dilation" in mine and "dilation" in mine and not _says_balloon(told):
        mine.remove("dilation")
    if "bleeding" in mine and told.has("caused_here") and len(mine) > 1:
        mine.remove("bleeding")
    if "banding" in mine and scope == "upper" and "bleeding" in mine:
        mine.remove("bleeding")
    return Done(scope, tuple(mine), _separate(told, scope))


def _of(told: Told, act: str) -> tuple[Mention, ...]:
    return tuple(mention for mention in told.mentions(act) if not mention.negated)


def _belongs(told: Told, mention: Mention, scope: str, scopes: list[str]) -> bool:
    """Whether an act was done through a scope: the one named last before it, else the first named."""
    if len(scopes) == 1:
        return True
    named = sorted((m.start, each) for each in scopes for m in _of(told, each))
    before = [each for start, each in named if start <= mention.start]
    return (before[-1] if before else named[0][1]) == scope


def _apart(told: Told, act: str, other: str) -> bool:
    """Whether an act is told by words that are not those of the other act."""
    spans = [(m.start, m.end) for m in _of(told, other)]
    return any(not any(s <= m.start and m.end <= e for s, e in spans) for m in _of(told, act))


def _says_balloon(told: Told) -> bool:
    return any(token.word == "balloon" for token in told.story.tokens)


def _separate(told: Told, scope: str) -> bool | None:
    places = UPPER if scope == "upper" else LOWER
    if told.has("same_lesion") and not told.has("other_lesion"):
        return False
    if told.has("other_lesion") or sum(told.has(f"seg_{part}") for part in places) > 1:
        return True
    return None
