"""What a model can do beside prose: call functions. Tried once, and remembered.

What a server says of its models is not asked: some take a request for calls and never make one. A model that passed
and then fails costs a line, for the composer answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.drafting.messages import Calls, FunctionSpec, Prompt
from assistant.drafting.port import Drafter, ModelRateLimited, ModelSlow, ModelUnreachable
from corpus.errors import ModelError

_WORD = "0709T"
# Characters: a model that writes more before it calls anything writes on to the end, slowly on a small machine.
_LONGEST_PREFACE = 200
_TRY = Prompt("You test whether functions work. Be brief.", f"Call the function report_code with the code {_WORD}.")
_SCHEMA = {
    "type": "object",
    "properties": {"code": {"type": "string"}},
    "required": ["code"],
    "additionalProperties": False,
}
_FUNCTION = FunctionSpec("report_code", "Takes one code.", _SCHEMA)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What was seen to work."""

    functions: bool = False


PLAIN = Abilities()


class AbilityMemory:
    """Abilities by server and model, kept in a file where one is given; a file that cannot be written is no failure."""

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._lock = file, asyncio.Lock()
        self._known: dict[str, Abilities] = {}

    async def of(self, drafter: Drafter) -> Abilities:
        """What the model can do. Tries it where that is not known; a model that cannot be reached is asked again."""
        key = f"{drafter.name} at {drafter.address}"
        async with self._lock:
            if not self._known:
                self._known = self._read()
            if key not in self._known:
                try:
                    self._known[key] = Abilities(await _calls(drafter))
                except ModelError:
                    return PLAIN
                self._write()
            return self._known[key]

    def lacks_functions(self, drafter: Drafter) -> None:
        """Remembers that a call of functions failed where prose does not."""
        key = f"{drafter.name} at {drafter.address}"
        self._known[key] = PLAIN
        self._write()

    def _read(self) -> dict[str, Abilities]:
        if self._file is None:
            return {}
        try:
            told = json.loads(self._file.read_text("utf-8"))
            return {key: Abilities(bool(one["functions"])) for key, one in told.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _write(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                known = {key: asdict(one) for key, one in self._known.items()}
                self._file.write_text(json.dumps(known, indent=1), "utf-8")


async def _calls(drafter: Drafter) -> bool:
    """Whether the model calls a function that it is told to call, with the argument that it is told."""
    written = 0
    try:
        async with aclosing(drafter.draft(_TRY, (_FUNCTION,))) as stream:
            async for piece in stream:
                written += len(piece) if isinstance(piece, str) else 0
                if written > _LONGEST_PREFACE:
                    return False
                if isinstance(piece, Calls):
                    call = piece.calls[0]
                    return call.name == _FUNCTION.name and json.loads(call.arguments) == {"code": _WORD}
    except ValueError:
        return False
    except ModelError as error:
        if not _says_no(error):
            raise
    return False


def _says_no(error: ModelError) -> bool:
    """Whether a failure is about what was asked for; a server that cannot be reached says nothing of the model."""
    return not isinstance(error, ModelUnreachable | ModelRateLimited | ModelSlow)
