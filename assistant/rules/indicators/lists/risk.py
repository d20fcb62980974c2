"""The risk category (HCC) of a diagnosis in a CMS-HCC model, its weight, and which of two categories counts.

A hierarchy drops the lower category where a patient has both; a diagnosis without a row is not in the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.rules.basis import Basis, consult
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.codes import Icd10CmCode
from corpus.listed import RiskCategory, RiskHierarchy, RiskLabel, RiskWeight
from corpus.relations import Loaded

CURRENT = "V28"
# The segment that is told where none is asked for: by far the most beneficiaries are in it.
_SEGMENT, _SEGMENT_NAMED = "CNA", "community, non-dual, aged"
_MOST_BELOW = 6


def model_named(version: str) -> str:
    """The model by the name that the tables give it: "V28" is "CMS-HCC Model V28"."""
    return f"CMS-HCC Model {version or CURRENT}"


@dataclass(frozen=True, slots=True)
class RiskFinding:
    """Categories by diagnosis (empty where it is in none), and what the other tables say of them.

    ``dropped`` maps a category to those of the others that it drops, ``below`` each asked category to all it drops.
    """

    model: str
    categories: Mapping[Icd10CmCode, tuple[str, ...]]
    asked: tuple[str, ...]
    basis: Basis
    whole: bool
    labels: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    dropped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hierarchies: bool = False
    ranks: bool = False
    weights_of: Basis | None = None

    @property
    def all_categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(one for each in self.categories.values() for one in each), *self.asked)))


def risk_finding(
    codes: Sequence[Icd10CmCode],
    asked: Sequence[str],
    version: str,
    day: date,
    mapped: Loaded[RiskCategory],
    hierarchies: Loaded[RiskHierarchy],
    labels: Loaded[RiskLabel],
    weights: Loaded[RiskWeight],
    *,
    models: Mapping[str, frozenset[str]],
    ranks: bool,
) -> RiskFinding:
    """What the loaded tables say. ``mapped`` holds the rows of the codes, the other tables any rows of the model.

    ``models`` are those that each edition of the categories has: only of such a one is a missing row a no.
    """
    model = model_named(version)
    with_model = tuple(edition for edition in mapped.editions if model in models.get(edition.id, ()))
    consulted = consult(replace(mapped, editions=with_model), day)
    rows = [row for row in consulted.rows if row.model == model]
    categories = {code: tuple(row.category for row in rows if row.code == code) for code in codes}
    named = tuple(dict.fromkeys((*(one for each in categories.values() for one in each), *asked)))
    ranked = [row for row in consult(hierarchies, day).rows if row.model == model]
    of_weights = consult(weights, day)
    factors = {row.category: row.factor for row in of_weights.rows if row.model == model and row.segment == _SEGMENT}
    edition = consulted.basis.edition
    return RiskFinding(
        model,
        categories,
        tuple(asked),
        consulted.basis,
        edition is not None and edition.complete,
        {row.category: row.label for row in consult(labels, day).rows if row.model == model},
        factors,
        {one: tuple(row.below for row in ranked if row.above == one and row.below in named) for one in named},
        {one: tuple(row.below for row in ranked if row.above == one) for one in named},
        bool(ranked),
        ranks,
        of_weights.basis if factors else None,
    )


def tell_risk(finding: RiskFinding) -> Verdict:
    """Categories of the diagnoses, and which of several counts."""
    codes = tuple(finding.categories)
    in_none = [code for code, found in finding.categories.items() if not found]
    stance = Stance.AFFIRMS if finding.basis.edition else Stance.NOT_LOADED
    if codes and len(in_none) == len(codes) and not finding.asked:
        stance = Stance.DENIES if finding.whole else Stance.NOT_LOADED
    name = "/".join((*map(str, codes), *finding.asked)) or finding.model
    return Verdict(
        key=f"risk:{name}",
        title=f"{finding.model}: {name}",
        stance=stance,
        conclusion=_conclusion(finding),
        reasons=tuple(_reasons(finding)),
        row=f"{edition_phrase(finding.basis)}: {_rows(finding)}.",
        mentions=frozenset(codes),
        basis=finding.basis,
        locator=", ".join(f"row {code}, {finding.model}" for code in codes) or finding.model,
        about=frozenset(codes),
    )


def _conclusion(finding: RiskFinding) -> str:
    several = len(finding.all_categories) > 1
    if finding.ranks and several and finding.hierarchies:
        return _ranked(finding)
    told = [_of_code(code, found, finding) for code, found in finding.categories.items()]
    if not told and finding.asked:
        told = [_named(one, finding) for one in finding.asked]
    if finding.basis.edition is None:
        return f"I don't have that: {finding.model} is in none of the loaded tables of categories."
    if not told:
        return f"{finding.model} is a model of Medicare's risk adjustment: it sorts diagnoses into categories (HCC)."
    return f"{'; '.join(told)} ({finding.model})."


def _of_code(code: Icd10CmCode, found: Sequence[str], finding: RiskFinding) -> str:
    if found:
        return f"{bold(code)} is in {' and '.join(_named(one, finding) for one in found)}"
    if finding.whole:
        return f"{bold(code)} is in no category of this model"
    return f"the loaded excerpt has no row for {bold(code)}"


def _named(category: str, finding: RiskFinding) -> str:
    label = finding.labels.get(category, "")
    return f"**HCC {category}**{f', {label}' if label else ''}"


def _ranked(finding: RiskFinding) -> str:
    """Which of the categories count."""
    gone = {below for dropped in finding.dropped.values() for below in dropped}
    tops = [one for one in finding.all_categories if one not in gone]
    of = {
        one: [str(code) for code, found in finding.categories.items() if one in found] for one in finding.all_categories
    }

    def name(category: str) -> str:
        diagnoses = ", ".join(of[category])
        return f"HCC {category} ({diagnoses})" if diagnoses else f"HCC {category}"

    if not gone:
        named = " and ".join(name(one) for one in finding.all_categories)
        return f"No: neither drops the other, so {named} both count ({finding.model})."
    dropped = ", ".join(name(one) for one in finding.all_categories if one in gone)
    return f"Yes: {' and '.join(name(one) for one in tops)} counts and drops {dropped} ({finding.model})."


def _reasons(finding: RiskFinding) -> Iterator[str]:
    if finding.ranks and not finding.hierarchies:
        yield "The hierarchies of the model are not loaded, so which category drops which cannot be said."
    for one in finding.all_categories[:3]:
        if one in finding.weights and finding.weights_of and finding.weights_of.edition:
            factor = finding.weights[one]
            yield f"HCC {one} has the factor {factor} for {_SEGMENT_NAMED} ({finding.weights_of.edition.title})."
        if below := finding.below.get(one):
            more = f" and {len(below) - _MOST_BELOW} more" if len(below) > _MOST_BELOW else ""
            yield f"HCC {one} drops HCC {', '.join(below[:_MOST_BELOW])}{more} of the same patient."
    if any(finding.categories.values()):
        yield "A category counts once a year, from a face-to-face visit whose record supports the diagnosis."


def _rows(finding: RiskFinding) -> str:
    told = [f"{code}: {', '.join(found) or 'no row'}" for code, found in finding.categories.items()]
    return "; ".join((*told, *(f"HCC {one}" for one in finding.asked))) or finding.model
