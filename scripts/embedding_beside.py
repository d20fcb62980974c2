"""Embeds, beside a running chat, what its knowledge base was built without (docs/adr/0017-words-first.md).

The first ``make chat`` shows its page from a knowledge base that is searched by code and by word. ``embedding_beside``
then runs the build that gives it its vectors, with low priority and in a process of its own; the chat takes the
whole one up at the next question. Stopped early, the build goes on where it stopped when the chat is started again.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

# The page and its first answer come first.
_BEGIN_SECONDS = 5.0
_REFUSED_ROWS = 3  # the exit status of a build that left rows out: what it built serves all the same
_BUILD = ("nice", "-n", "10", sys.executable, "-m", "ingest", "build", "--if-needed")


@contextlib.contextmanager
def embedding_beside() -> Iterator[None]:
    """While this is open, the serving knowledge base is embedded when it is not; nothing is done for any other."""
    ended = threading.Event()
    thread = threading.Thread(target=_embed, args=(ended,), name="embedding beside", daemon=True)
    if _is_awaited():
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if thread.is_alive():
            thread.join()


def _is_awaited() -> bool:
    from corpus.configuration import StoreSettings
    from corpus.errors import CasePilotError
    from corpus.store.snapshot import Home, Manifest, serving_folder

    with contextlib.suppress(CasePilotError):  # the page says what is wrong
        return Manifest.read(serving_folder(Home(StoreSettings().home))).by_words_alone
    return False


def _embed(ended: threading.Event) -> None:
    if ended.wait(_BEGIN_SECONDS):
        return
    print("Search by meaning joins in a few minutes; until then text is found by its words.", flush=True)
    # In a session of its own, so that Ctrl-C ends it here and not in the middle of a line on the terminal.
    process = subprocess.Popen(
        _BUILD, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while not ended.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = process.wait(timeout=0.5)
            if status in (0, _REFUSED_ROWS):
                print("Search by meaning has joined.", flush=True)
            else:
                print("Search by meaning could not join; 'python -m ingest build' says why.", flush=True)
            return
    process.terminate()
    process.wait()
