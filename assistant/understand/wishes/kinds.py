"""What kind of text a message asks for by its words: a description, rules, a titled document, figures; of which system.

Pure. What is *wanted* is read by example (``corpus.meaning``).
"""

from __future__ import annotations

import itertools
import re

from assistant.understand.wishes.wording import topic_of, words_in
from corpus.codes import CodeSystem


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DESCRIBE = re.compile(r"^\W*(?:what(?:['’]?s|\s+is|\s+are)|describe|explain|tell\s+me)\b", re.IGNORECASE)
_SYSTEMS = (
    (CodeSystem.ICD10PCS, _set("pcs icd-10-pcs icd10pcs")),
    (CodeSystem.ICD10CM, _set("icd icd10 icd-10 icd-10-cm icd10cm dx diagnosis diagnoses")),
    (CodeSystem.HCPCS, _set("hcpcs j-code j-codes g-code g-codes jcode jcodes")),
    (CodeSystem.CPT, _set("cpt cpts")),
)


def asks_what(text: str) -> bool:
    """True for "what is 99213-25?", which wants a description and no verdict."""
    return bool(_DESCRIBE.match(text))


def guideline_title(text: str) -> str | None:
    """The title in "Guideline: title", which asks for a document even when its title names a code."""
    match = re.match(r"guideline:\s*(\S.*)", text, re.IGNORECASE)
    return match[1] if match else None


def system_of(text: str) -> CodeSystem | None:
    """The code system a question asks to be searched, when it names one."""
    words = words_in(text)
    said = set(words)
    for system, names in _SYSTEMS:
        if said & names:
            return system
    pairs = set(itertools.pairwise(words))
    if pairs & {("j", "code"), ("j", "codes"), ("g", "code"), ("g", "codes")}:
        return CodeSystem.HCPCS
    if pairs & {("procedure", "code"), ("procedure", "codes")}:
        return CodeSystem.CPT
    return (
        CodeSystem.MODIFIER if pairs & {(a, b) for a in ("which", "what") for b in ("modifier", "modifiers")} else None
    )


_FIGURES_OF = re.compile(
    r"\b(?:global\s+(?:days?|period)|mues?|status\s+indicator)\s+(?:does|do|is|are|of|for|has|have|after|on)\b"
    r"|^\W*(?:global\s+(?:days?|period)|mue)\s(?=[a-z])",
    re.IGNORECASE,
)
# What has no code of its own: "the global period for minor surgery" asks for a rule.
_NO_PROCEDURE = _set(
    "minor major add-on same new each all bilateral multiple staged related unrelated the a an "
    "surgery surgeries procedure procedures operation operations code codes visit visits service "
    "services endoscopy endoscopies claim claims rule rules indicator indicators value values limit "
    "limits edit edits modifier modifiers table tables list lists meaning meanings definition "
    "definitions policy guideline guidelines explained"
)
_SHORTEST_SUBJECT = 4


def figures_subject(text: str) -> str | None:
    """The procedure whose figures are asked for: "hammertoe correction" of "global days for hammertoe correction"."""
    match = _FIGURES_OF.search(text)
    if match is None:
        return None
    subject = topic_of(text[match.end() :])
    is_one = len(subject) > _SHORTEST_SUBJECT and not all(word in _NO_PROCEDURE for word in words_in(subject))
    return subject if is_one else None
