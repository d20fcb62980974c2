"""How a process that serves for weeks keeps its memory: the C library's share of it and the garbage collector's.

Of the GNU C library only; elsewhere nothing is set and nothing is given back.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from functools import cache

# Names of malloc.h. Without a fixed threshold the library raises it with each large block that is freed, keeps such
# blocks among small ones and gives none of them back: a fifth of what a server holds.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE_BYTES = 256 * 1024
# One question is worked on in a few threads, one at a time: an arena for each would only hold more.
_ARENAS = 2
_SOON_SECONDS = 2.0


def settle() -> None:
    """What is there now stays for good: large blocks that come later go back when they are freed.

    The garbage collector no longer looks at it, which would hold every thread for a third of a second now and then.
    Objects are freed as before once nobody holds them; only what holds itself in a circle is not.
    """
    library = _library()
    if library is not None:
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_ARENA_MAX, _ARENAS)
    gc.freeze()
    give_back()


def give_back() -> None:
    """Gives the system what was freed."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


def give_back_soon() -> None:
    """The same once who let go of much has freed it all; nobody waits."""
    timer = threading.Timer(_SOON_SECONDS, give_back)
    timer.daemon = True
    timer.start()


@cache
def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
