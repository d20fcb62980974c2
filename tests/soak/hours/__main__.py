"""Runs a soak: see ``tests.soak.hours``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.soak.hours import __doc__ as told
from tests.soak.hours.chats import chat_many
from tests.soak.hours.inside import ask_many, reload_many
from tests.soak.hours.kills import kill_many
from tests.soak.hours.state import State

# What a whole soak does; the chats count in steps of ten seconds.
_WHOLE = {"questions": 10_000, "reloads": 50, "chats": 60, "kills": 100}
_CHATS = 100


def main() -> int:
    parser = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, help="a knowledge base with tables; it is only read")
    parser.add_argument("--only", nargs="+", choices=list(_WHOLE), default=list(_WHOLE), help="these parts (all)")
    parser.add_argument("--share", type=float, default=1.0, help="how much of each part (1)")
    parser.add_argument("--chats", type=int, default=_CHATS, help=f"chats at once ({_CHATS})")
    parser.add_argument("--state", type=Path, help="where its figures are kept, to go on after a stop")
    options = parser.parse_args()
    home = options.home.resolve()
    folder = options.state or Path(tempfile.mkdtemp(prefix="casepilot-soak-"))
    print(f"figures in {folder}", file=sys.stderr)
    failed = 0
    for part in options.only:
        state = State(folder, part, max(1, round(_WHOLE[part] * options.share)))
        if state.done < state.total:
            match part:
                case "questions":
                    ask_many(home, state)
                case "reloads":
                    reload_many(home, state)
                case "chats":
                    chat_many(home, state, options.chats)
                case _:
                    kill_many(home / "models", folder / "kills", state)
        failed += len(state.figures.get("failed", ()))
        print(f"{part}: {_told(state)}")
    return min(failed, 1)


def _told(state: State) -> str:
    """The figures in one line; of a long list its first, middle and last values and the greatest."""
    said = []
    for name, value in state.figures.items():
        if isinstance(value, list) and len(value) > 4 and name != "failed":
            said.append(f"{name} {value[0]}, {value[len(value) // 2]}, {value[-1]}, at most {max(value)}")
        else:
            said.append(f"{name} {value}")
    return "; ".join(said)


if __name__ == "__main__":
    sys.exit(main())
