"""Is a further diagnosis code added to those that are there? Each proposed code is answered yes or no. Pure.

beside a code that says the same, or more   -> no: the organism, the symptom, the unspecified form
asked for by a note at a code that is there -> yes
severe sepsis                               -> by the organ dysfunction or the words of the record
nothing in the tables on it                 -> nothing is said

Sources: corpus/text/guidelines/icd10cm-*.md; parameters.yaml (organism_..., needless, wanted).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Tables, first_of
from assistant.understand.story import Mention, Told

_BEHIND = 4  # words between a code and "too", "as well"
_SEVERE, _SHOCK = "R65.20", "R65.21"
_ORGANISM = ("B95", "B96", "B97")


class Answer(StrEnum):
    """Whether a proposed code is added."""

    YES = "yes"
    NO = "no"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Addition:
    """One proposed code, the answer and the fact that decides; ``beside`` is the code that decides it, if one does.

    ``instead`` is the code, or the beginning of it, that both make together; empty where the other one stays.
    """

    code: str
    answer: Answer
    why: str
    beside: str = ""
    instead: str = ""


def additions(case: Case, tables: Tables, there: Sequence[str] = ()) -> tuple[Addition, ...]:
    """The answers for the codes that are proposed; ``there`` are codes that the told conditions come to."""
    told = case.told(FAMILY)
    proposed = proposed_codes(case, tables)
    named = [str(code) for code in case.diagnoses]
    known = list(dict.fromkeys((*named, *there, *_of_concepts(told, tables))))
    found = []
    proposed = tuple(next((each for each in there if each.startswith(code)), code) for code in proposed)
    for code in dict.fromkeys((*proposed, *named)):
        made = _judged(code, [each for each in known if each != code], told, tables)
        if made is not None and (code in proposed or made.answer is Answer.NO):
            found.append(made)
    return tuple(found)


def proposed_codes(case: Case, tables: Tables) -> tuple[str, ...]:
    """The codes that the asker proposes: behind "add", before "too", with a question mark at their end."""
    told = case.told(FAMILY)
    asking = told.mentions("asks_add")
    trailing = told.mentions("asks_behind")
    found = []
    for code in case.diagnoses:
        if any(_is_proposed(told, span, asking, trailing) for span in case.places.get(code, ())):
            found.append(str(code))
    if not asking and not trailing and not found and not told.has("asks_whether", "asks_order"):
        return ()
    organism = first_of(told, tuple(tables.of("organism_codes") or {}))
    if organism and told.has("organism_code_word") and asking:
        found.append(tables.of("organism_codes")[organism])
    if told.has("severity_code_word") and asking:
        found.append(_SEVERE)
    return tuple(dict.fromkeys(found))


def _is_proposed(told: Told, span: Span, asking: Sequence[Mention], trailing: Sequence[Mention]) -> bool:
    tokens = told.story.tokens
    own = next((at for at, token in enumerate(tokens) if token.start <= span[0] < token.end), None)
    if own is None:
        return False
    sentence = tokens[own].sentence
    if any(each.sentence == sentence and each.start < span[0] for each in asking):
        return True
    ahead = [token for token in tokens[own + 1 :] if token.start >= span[1] and token.sentence == sentence]
    if ahead and ahead[0].word == "?":
        return True
    near = {token.start for token in ahead[:_BEHIND]}
    return any(each.start in near for each in trailing)


def _of_concepts(told: Told, tables: Tables) -> Iterator[str]:
    """Codes of conditions that are told in words, as far as they decide on a further code."""
    for concept, code in (tables.of("told_codes") or {}).items():
        if told.has(concept):
            yield code


def _judged(code: str, known: Sequence[str], told: Told, tables: Tables) -> Addition | None:
    if code in (_SEVERE, _SHOCK):
        return _severe(code, known, told, tables)
    if code.startswith(_ORGANISM):
        return _organism(code, known, tables)
    for answer, name in ((Answer.NO, "needless"), (Answer.NO, "joined"), (Answer.YES, "wanted")):
        for entry in (tables.of(name) or {}).values():
            if _on_their_terms(entry, told) and (beside := _beside(code, known, entry)) is not None:
                return Addition(code, answer, entry["why"].format(code=code, beside=beside), beside)
    return None


def needless_beside(codes: Sequence[str], tables: Tables) -> Iterator[Addition]:
    """Of codes that stand together on a claim, each that another one says already, or that both make one code of.

    Of entries that ask for something told in words none speaks: a claim tells codes alone.
    """
    entries = [
        entry
        for name in ("needless", "joined")
        for entry in (tables.of(name) or {}).values()
        if not ("when" in entry or "unless" in entry)
    ]
    for code in dict.fromkeys(codes):
        for entry in entries:
            if (beside := _beside(code, codes, entry)) is not None:
                why = entry["why"].format(code=code, beside=beside)
                yield Addition(code, Answer.NO, why, beside, entry.get("instead", ""))
                break


def _beside(code: str, known: Sequence[str], entry: Mapping[str, str]) -> str | None:
    """The code beside which this one is not added by an entry; None where the entry is not about them."""
    if not _fits(code, entry["add"]):
        return None
    except_ = tuple(entry.get("except", "").split())
    others = (each for each in known if each != code and _fits(each, entry["beside"]))
    return next((each for each in others if not (except_ and each.startswith(except_))), None)


def _on_their_terms(entry: dict[str, str], told: Told) -> bool:
    when, unless = entry.get("when", "").split(), entry.get("unless", "").split()
    return (not when or told.has(*when)) and not (unless and told.has(*unless))


def _fits(code: str, beginnings: str) -> bool:
    return code.startswith(tuple(beginnings.split()))


def _organism(code: str, known: Sequence[str], tables: Tables) -> Addition | None:
    named, wanted = tables.of("organism_named") or {}, tables.of("organism_wanted") or ""
    what = next((entry for begin, entry in named.items() if code.startswith(begin)), None)
    if what is not None:
        beside = next((each for each in known if _fits(each, what["codes"])), None)
        if beside is not None:
            why = f"{beside} names the organism ({what['name']}) itself"
            return Addition(code, Answer.NO, why, beside)
    site = next((each for each in known if _fits(each, wanted)), None)
    if site is not None:
        return Addition(code, Answer.YES, f"the note at {site} asks for the organism behind it", site)
    return None


def _severe(code: str, known: Sequence[str], told: Told, tables: Tables) -> Addition | None:
    if not told.has("sepsis") and not any(each.startswith(("A40", "A41", "B37.7")) for each in known):
        return None
    if told.has("septic_shock"):
        if code == _SHOCK:
            return Addition(code, Answer.YES, "septic shock is documented")
        return Addition(code, Answer.NO, f"septic shock is {_SHOCK}, which includes the severe sepsis", _SHOCK)
    if code == _SHOCK:
        return Addition(code, Answer.NO, "it needs septic shock in the record")
    if told.has("organ_not_linked"):
        return Addition(code, Answer.NO, "the organ dysfunction must be due to the sepsis; another cause is told")
    organs = tuple((tables.of("sepsis_organ_codes") or "").split())
    if told.has("severe_sepsis"):
        return Addition(code, Answer.YES, "severe sepsis is documented")
    if told.denies("organ_failure") or told.has("no_organ_failure"):
        return Addition(code, Answer.NO, "no acute organ dysfunction due to the sepsis is documented")
    failing = ("organ_failure", "acute_kidney_sepsis", "encephalopathy", "dic", "respiratory_failure")
    if told.has(*failing) or any(each.startswith(organs) for each in known):
        return Addition(code, Answer.YES, "an acute organ dysfunction is told; the record must link it to the sepsis")
    why = "it needs severe sepsis, or an acute organ dysfunction due to the sepsis, in the record; none is told"
    return Addition(code, Answer.ONLY, why)
