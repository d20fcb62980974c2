"""The three elements of decision making as they are told: problems, data, risk, each as a range of levels. Pure.

An element that the words leave open has a range: "a new problem" is low or moderate, "labs" are one test or many. An
element that is not told is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from assistant.procedures.case import Span
from assistant.understand.story import Told


class Level(IntEnum):
    """Levels of decision making and of each element."""

    STRAIGHTFORWARD = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers that the elements are counted by (parameters.yaml)."""

    limited_items: int
    moderate_items: int
    several_chronic: int


@dataclass(frozen=True, slots=True)
class Element:
    """One element: the lowest and the highest level that the words allow, and what they say in our words."""

    name: str
    low: Level
    high: Level
    said: str
    rests_on: tuple[Span, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.low is not self.high


_CHRONIC = tuple(
    f"chronic_{name}"
    for name in (
        "hypertension diabetes lipids thyroid airways kidney reflux depression anxiety attention heart joints nerves "
        "other"
    ).split()
)
_LABS = tuple(f"test_{name}" for name in "cbc cmp a1c lipids tsh urine troponin psa inr rapid culture".split())
_OTHER_TESTS = tuple(f"test_{name}" for name in "ecg chest xray ct mri ultrasound mammogram".split())
_TESTS = (*_LABS, *_OTHER_TESTS)
_ILLNESS = (
    "illness illnesses condition problem prob disease dz diagnosis diagnoses issue dx comorbidity comorbidities".split()
)


def problems_of(told: Told, counts: Counts, *, emergency: bool = False) -> Element | None:
    """The problems that were addressed. A symptom that may threaten life is high where that was looked into, in an
    ``emergency`` department or on the way to one: what it turns out to be does not lower it."""
    if named := _by_name(told, "problems"):
        return named

    def found(low: Level, high: Level, said: str, *concepts: str) -> Element:
        return Element("problems", low, high, said, told.spans(*concepts, *_CHRONIC))

    chronic, number = _chronic(told), _number_of_illnesses(told)
    if told.has("problem_high"):
        return found(Level.HIGH, Level.HIGH, "a threat to life or bodily function", "problem_high")
    looked_into = told.has("test_troponin", "rule_out", "sent_to_emergency", "test_ct")
    if told.has("threat_symptom") and looked_into and (emergency or told.has("sent_to_emergency", "hospitalize")):
        said = "a symptom of a possible threat to life"
        return found(Level.HIGH, Level.HIGH, said, "threat_symptom", "rule_out", "sent_to_emergency")
    if told.has("problem_worse") and (chronic or told.has("chronic") or not told.has("problem_uncomplicated")):
        return found(Level.MODERATE, Level.MODERATE, "a chronic illness that is worse or not at goal", "problem_worse")
    for concept, said in (
        ("problem_uncertain", "a new problem with uncertain prognosis"),
        ("problem_systemic", "an acute illness with systemic symptoms"),
        ("problem_complicated", "an acute complicated injury"),
    ):
        if told.has(concept):
            return found(Level.MODERATE, Level.MODERATE, said, concept)
    if told.has("problem_injury"):
        said = "a major injury, high if it threatens life or a bodily function"
        return found(Level.MODERATE, Level.HIGH, said, "problem_injury")
    several = max(chronic, number if told.has("chronic", "stable") else 0)
    if several >= counts.several_chronic:
        return found(Level.MODERATE, Level.MODERATE, "two or more stable chronic illnesses", "stable", "chronic")
    if several == 1 or told.has("chronic"):
        high = Level.LOW if told.has("stable") else Level.MODERATE
        return found(Level.LOW, high, "one chronic illness, low if stable", "stable", "chronic")
    if told.has("problem_minor"):
        level = Level.LOW if number >= counts.several_chronic else Level.STRAIGHTFORWARD
        said = "two or more minor problems" if number >= counts.several_chronic else "one self-limited or minor problem"
        return found(level, level, said, "problem_minor")
    if told.has("problem_uncomplicated"):
        return found(Level.LOW, Level.LOW, "an acute uncomplicated illness or injury", "problem_uncomplicated")
    if told.has("problem_new"):
        return found(Level.LOW, Level.MODERATE, "a new problem, moderate if its prognosis is uncertain", "problem_new")
    return None


def _chronic(told: Told) -> int:
    return sum(told.has(concept) for concept in _CHRONIC)


def _number_of_illnesses(told: Told) -> int:
    """ "two stable chronic illnesses", "3 chronic problems"."""
    return max((int(amount.value) for amount in told.counts_of(*_ILLNESS)), default=0)


def data_of(told: Told, counts: Counts, billed: int = 0) -> Element | None:
    """What was reviewed and analyzed. Pictures and tracings that are ``billed`` by the same group do not count."""
    concepts = ("no_data", "data_limited", "data_moderate", "data_extensive", "test_labs", *_TESTS)
    spans = told.spans(*concepts, "external_notes", "historian", "own_reading", "discussion")
    for concept, level in (
        ("data_extensive", Level.HIGH),
        ("data_moderate", Level.MODERATE),
        ("data_limited", Level.LOW),
    ):
        if _is_said(told, concept):
            return Element("data", level, level, f"told as {level}", spans)
    labs = sum(told.has(concept) for concept in _LABS)
    unnamed = told.has("test_labs") and not told.has("no_data")
    told_number = max((int(amount.value) for amount in told.counts_of("test", "lab")), default=0)
    pictures = sum(told.has(concept) for concept in _OTHER_TESTS)
    pictures -= told.has_all("test_chest", "test_xray")  # a chest film is one
    own = max(billed, 1) if told.has("own_test") else 0
    pictures -= min(own, pictures)
    items = max(labs, told_number) + pictures + told.has("external_notes")
    historian, reading, talk = told.has("historian"), told.has("own_reading") and not own, told.has("discussion")
    if own and not (items or unnamed or historian or talk):
        said = "a test that the practice bills itself does not count"
        return Element("data", Level.STRAIGHTFORWARD, Level.STRAIGHTFORWARD, said, (*spans, *told.spans("own_test")))
    if not (items or unnamed or historian or reading or talk):
        if told.has("no_data"):
            return Element("data", Level.STRAIGHTFORWARD, Level.STRAIGHTFORWARD, "no or minimal data", spans)
        return None
    low = _data_level(items, historian, reading, talk, counts)
    many = counts.moderate_items if unnamed and not told_number else 0
    high = _data_level(max(items, many), historian, reading, talk, counts)
    return Element("data", low, high, _data_words(items, unnamed, historian, reading, talk), spans)


def _data_level(items: int, historian: bool, reading: bool, talk: bool, counts: Counts) -> Level:
    categories = (items + historian >= counts.moderate_items) + reading + talk
    if categories > 1:
        return Level.HIGH
    if categories:
        return Level.MODERATE
    return Level.LOW if items >= counts.limited_items or historian else Level.STRAIGHTFORWARD


def _data_words(items: int, unnamed: bool, historian: bool, reading: bool, talk: bool) -> str:
    named = [f"{items} test{'s' if items != 1 else ''} or document{'s' if items != 1 else ''}"] if items else []
    named += ["labs"] if unnamed and not items else []
    named += ["an independent historian"] if historian else []
    named += ["an independent interpretation"] if reading else []
    named += ["a discussion with another professional"] if talk else []
    return ", ".join(named)


_RISKS = (
    ("emergency_surgery", Level.HIGH, Level.HIGH, "emergency major surgery"),
    ("hospitalize", Level.HIGH, Level.HIGH, "a decision about hospital care"),
    ("toxicity", Level.HIGH, Level.HIGH, "drug therapy monitored intensively for toxicity"),
    ("no_resuscitation", Level.HIGH, Level.HIGH, "a decision to limit treatment"),
    ("parenteral_controlled", Level.HIGH, Level.HIGH, "a parenteral controlled substance"),
)


_BY_NAME = (
    ("high", Level.HIGH),
    ("moderate", Level.MODERATE),
    ("low", Level.LOW),
    ("minimal", Level.STRAIGHTFORWARD),
)


def _by_name(told: Told, element: str) -> Element | None:
    """An element whose level is told itself: "moderate risk"."""
    for name, level in _BY_NAME:
        if _is_said(told, f"told_{element}_{name}"):
            return Element(element, level, level, f"told as {name}", told.spans(f"told_{element}_{name}"))
    return None


def _is_said(told: Told, concept: str) -> bool:
    """True where the concept is said in one clause: in "low problems, moderate data" no problem is moderate."""
    return any(
        len({token.clause for token in told.story.tokens if mention.start <= token.start < mention.end}) == 1
        for mention in told.mentions(concept)
        if not mention.negated
    )


def risk_of(told: Told, *, admitted: bool = False) -> Element | None:
    """The risk of managing the patient, as decided at the visit. ``admitted``: the visit ended in an admission."""
    if not told.has("toxic_drug") and (named := _by_name(told, "risk")):
        return named
    if admitted:
        said = "a decision about hospital care"
        return Element("risk", Level.HIGH, Level.HIGH, said, told.spans("admitted"))
    for concept, low, high, said in _RISKS:
        if told.has(concept):
            return Element("risk", low, high, said, told.spans(concept))
    spans = told.spans("major_surgery", "minor_surgery", "risk_factors", "no_risk_factors", "prescription", "social")
    factors = told.has("risk_factors") and not told.has("no_risk_factors")
    none = told.has("no_risk_factors") or told.denies("risk_factors")
    if told.has("major_surgery"):
        low, high = (Level.HIGH, Level.HIGH) if factors else (Level.MODERATE, Level.MODERATE if none else Level.HIGH)
        return Element("risk", low, high, "a decision for elective major surgery, high with risk factors", spans)
    if told.has("toxic_drug"):
        said = "a drug that is high risk only if monitored intensively for toxicity"
        return Element("risk", Level.MODERATE, Level.HIGH, said, told.spans("toxic_drug"))
    if told.has("prescription"):
        return Element("risk", Level.MODERATE, Level.MODERATE, "prescription drug management", spans)
    if told.has("social"):
        return Element("risk", Level.MODERATE, Level.MODERATE, "social factors that limit treatment", spans)
    if told.has("minor_surgery"):
        low, high = (Level.MODERATE, Level.MODERATE) if factors else (Level.LOW, Level.LOW if none else Level.MODERATE)
        return Element("risk", low, high, "a decision for minor surgery, moderate with risk factors", spans)
    if told.has("risk_low"):
        return Element("risk", Level.LOW, Level.LOW, "over-the-counter drugs or therapy", told.spans("risk_low"))
    if told.has("risk_minimal") or told.denies("prescription"):
        said = "no treatment that carries risk"
        return Element("risk", Level.STRAIGHTFORWARD, Level.STRAIGHTFORWARD, said, told.spans("risk_minimal"))
    return None


def two_of_three(elements: tuple[Element, ...]) -> tuple[Level, Level]:
    """The lowest and the highest level that two of the three elements reach; what is not told may be anything."""
    untold = 3 - len(elements)
    lows = sorted([element.low for element in elements] + [Level.STRAIGHTFORWARD] * untold)
    highs = sorted([element.high for element in elements] + [Level.HIGH] * untold)
    return Level(lows[1]), Level(highs[1])
