"""``python -m tests.evals``: how well CasePilot finds codes and answers, measured on the committed cases, offline.

    python -m tests.evals                      what ships, compared with the baseline (make evals)
    python -m tests.evals --ablation           beside its parts and what a user would build instead (make ablation)
    python -m tests.evals --part tuning --misses lay     the cases to learn from; never look at those of the test part
    python -m tests.evals --baseline           take this run as the baseline

Exit status: 0 measured; 1 worse than the baseline.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence

from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from corpus.store.knowledge_base import KnowledgeBase
from tests.evals import results
from tests.evals.cases import SEARCHED, TEST, TUNING, Case, read_cases
from tests.evals.homes import evals_folder, knowledge_base, without_held_out, without_synonyms
from tests.evals.methods import Bm25s, Fts5, Method, Text, VanillaLlamaIndex, answer_of, own_methods
from tests.evals.plot import plot
from tests.evals.questions import QuestionCase, ask_all, read_questions
from tests.evals.results import Run

NEGATIVES = "negatives"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__.splitlines()[0])
    parser.add_argument("--ablation", action="store_true", help="also the parts of the search, and other tools")
    parser.add_argument("--part", choices=(TUNING, TEST), default=TEST, help="the part that is printed (test)")
    parser.add_argument("--misses", choices=tuple(SEARCHED), help="print what was not found, of the tuning part")
    parser.add_argument("--baseline", action="store_true", help="take this run as the baseline")
    options = parser.parse_args()
    cases = list(read_cases())
    knowledge = knowledge_base("full", without_held_out(cases))
    searched = [case for case in cases if case.kind != NEGATIVES]
    run = measure(searched, methods(knowledge, cases, ablation=options.ablation))
    print("\n" + results.table(run, results.SHIPS, options.part))
    if options.ablation:
        print("\n" + results.ablation(run, options.part))
    if options.misses:
        _print_misses(run, options.misses)
    passed = _questions(knowledge, [case for case in cases if case.kind == NEGATIVES])
    print(f"\nwritten to {results.write(run, _shares(passed))}")
    plot()
    if options.baseline:
        results.write_baseline(run, passed)
        return 0
    fallen = list(results.drops(run, passed))
    print("\n".join(["", *fallen] if fallen else ["no drop against the baseline"]))
    return 1 if fallen else 0


def methods(knowledge: KnowledgeBase, cases: Sequence[Case], *, ablation: bool) -> Iterator[Method]:
    if not ablation:
        yield next(own_methods(knowledge, knowledge))
        return
    # The other tools see every title, those that only add an encounter too: leaving them out is CasePilot's doing.
    texts = list(_texts(knowledge))
    yield from own_methods(knowledge, knowledge_base("plain", without_synonyms, based_on="full"))
    yield Bm25s(texts)
    yield Fts5(texts)
    yield VanillaLlamaIndex(texts, evals_folder())


def measure(cases: Sequence[Case], compared: Iterable[Method]) -> Run:
    """Every method on every case; a query is timed once, after a first one that loads what is loaded lazily."""
    ranks: dict[str, list[int | None]] = {}
    milliseconds: dict[str, float] = {}
    for method in compared:
        method.answers("knee pain", cases[0].systems)
        times: list[float] = []
        ranks[method.name] = []
        for case in cases:
            began = time.perf_counter()
            answers = method.answers(case.query, case.systems)
            times.append(time.perf_counter() - began)
            ranks[method.name].append(_rank(case, answers))
        milliseconds[method.name] = statistics.median(times) * 1000
        print(f"{method.name}: {len(cases)} queries, {milliseconds[method.name]:.1f} ms each", flush=True)
    return Run(cases, ranks, milliseconds)


def _rank(case: Case, answers: Sequence[str]) -> int | None:
    return next((rank for rank, answer in enumerate(answers, start=1) if case.accepts(answer)), None)


def _texts(knowledge: KnowledgeBase) -> Iterator[Text]:
    """Every text of the measured knowledge base, and the titles that stand by their stems."""
    seen: set[str] = set()
    for system in knowledge.vectors.names():
        for passage in knowledge.catalog.passages(system):
            seen.add(passage.key)
            yield Text(passage.id, system, answer_of(passage.key), passage.text)
    import simple_icd_10_cm as tabular

    for code in dict.fromkeys(tabular.get_all_codes(with_dots=True)):
        if tabular.is_category_or_subcategory(code) and (key := f"icd10cm:{code}") not in seen:
            yield Text(key, "icd10cm", code, tabular.get_description(code))


def _questions(knowledge: KnowledgeBase, negatives: Sequence[Case]) -> dict[str, bool]:
    """Whether every question's answer is right, by question; a negative case is right when it is not answered."""
    asked = [*read_questions(), *(QuestionCase(case.query, abstain=True) for case in negatives)]
    outcomes = ask_all(CasePilot(knowledge, open_retriever(knowledge), None), asked)
    for outcome in outcomes:
        if outcome.faults:
            print(f"question {outcome.case.ask!r}: {'; '.join(outcome.faults)}")
    passed = {" / ".join((*outcome.case.history, outcome.case.ask)): not outcome.faults for outcome in outcomes}
    for name, share in _shares(passed).items():
        print(f"{name}: {share:.3f}")
    return passed


def _shares(passed: dict[str, bool]) -> dict[str, float]:
    """The share of right answers, apart for questions that something here answers and those that nothing does."""
    unanswerable = {case.ask for case in read_questions() if case.abstain} | {
        case.query for case in read_cases() if case.kind == NEGATIVES
    }
    of_kind = {
        "questions answered rightly": [right for name, right in passed.items() if name not in unanswerable],
        "unanswerable left unanswered": [right for name, right in passed.items() if name in unanswerable],
    }
    return {name: sum(rights) / len(rights) for name, rights in of_kind.items() if rights}


def _print_misses(run: Run, kind: str) -> None:
    for case, rank in zip(run.cases, run.ranks[results.SHIPS], strict=True):
        if case.kind == kind and case.part == TUNING and rank != 1:
            print(f"{rank or '-':>3}  {case.query}  ->  {', '.join(case.accept)}")


if __name__ == "__main__":
    sys.exit(main())
