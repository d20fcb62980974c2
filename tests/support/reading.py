"""The reading spec: wordings and follow-ups with what they are read as; half of them are never looked at while tuning."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.procedures.registry import lexicon
from assistant.understand.query import Conversation, Query, Turn
from assistant.understand.reader import Reader
from corpus.codes import Modifier
from corpus.meaning import ensure_fitted
from corpus.store.encoder import Encoder
from corpus.store.export import DEFAULT_MODEL, model_folder
from corpus.yaml_loader import LOADER
from tests.support.homes import models
from tests.support.told_cases import TODAY, everything_exists

FOLDER = Path(__file__).parent.parent / "spec" / "cases" / "reading"


@dataclass(frozen=True, slots=True)
class Case:
    """One wording, after its history, and what it is read as."""

    ask: str
    wish: str
    part: str
    codes: tuple[str, ...]
    history: tuple[str, ...] = ()
    more: Mapping[str, Any] | None = None


def cases(part: str, *, follow_ups: bool = False) -> Iterator[Case]:
    """The cases of one half."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if (path.stem == "follow_ups") is not follow_ups:
            continue
        for told in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER):
            if told["part"] == part:
                more = {key: told[key] for key in ("modifiers", "units", "minutes", "payer", "day") if key in told}
                history = tuple(told.get("history", ()))
                yield Case(told["ask"], told["wish"], part, tuple(map(str, told["codes"])), history, more)


@functools.cache
def reader() -> Reader:
    """The reader with the model of meaning of the tests' encoder."""
    encoder = Encoder(model_folder(models(), DEFAULT_MODEL))
    return Reader(everything_exists, lexicon(), ensure_fitted(encoder.folder, encoder), encoder)


def read(case: Case) -> Query:
    """The query of a case after its history."""
    conversation = Conversation()
    for earlier in case.history:
        conversation = conversation.after(Turn.of(reader().read(conversation, earlier, TODAY)))
    return reader().read(conversation, case.ask, TODAY)


def wrong(case: Case, query: Query) -> list[str]:
    """What of a case was not read as it is: "wish", "codes" and the figures."""
    named = [str(code) for code in query.codes if not isinstance(code, Modifier)]
    modifiers = {str(code) for code in (*query.modifiers, *query.codes) if isinstance(code, Modifier)}
    modifiers |= {str(modifier) for line in query.lines for modifier in line.modifiers}
    found = [] if query.intent.value == case.wish else ["wish"]
    wanted = list(case.codes)
    if case.wish == "list" and query.listing is not None:
        told = {query.listing.first, query.listing.last, *named} - {""}
        found += [] if set(wanted) <= told else ["codes"]
    elif named != wanted and not (case.wish == "crosswalk" and all(map(_is_older, wanted))):
        found.append("codes")
    more = case.more or {}
    if not {str(one) for one in more.get("modifiers", ())} <= modifiers:
        found.append("modifiers")
    if "units" in more:
        units = {str(line.code): line.units for line in query.lines}
        counted = {int(count) for count in query.counts}
        ok = all(units.get(code) == count or count in counted for code, count in more["units"].items())
        found += [] if ok else ["units"]
    if "minutes" in more and query.minutes != more["minutes"]:
        found.append("minutes")
    if "day" in more and query.date_of_service != more["day"]:
        found.append("day")
    if "payer" in more and not _is_payer(more["payer"], query):
        found.append("payer")
    return found


def _is_older(text: str) -> bool:
    """ICD-9-CM codes are in no table here: "272.4"."""
    return text[0].isdigit() and "." in text


def _is_payer(wanted: str, query: Query) -> bool:
    said = query.circumstances
    counts_as = said.payer.name.lower() if said.payer else ""
    return counts_as == ("medicare" if wanted == "medicare" else "cpt") and bool(said.payer_name)
