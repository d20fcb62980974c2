"""Look-ups that are kept: the least recently used go first. Thread-safe."""

from __future__ import annotations

import functools
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Result = TypeVar("Result")


def remembered(method: Callable[..., Result], most: int | None) -> functools._lru_cache_wrapper[Result]:
    """``lru_cache`` of an object's own method, for the object to keep; ``most`` None keeps every result.

    ``lru_cache`` itself would hold the object that holds it: one that is let go would stay, with its files and all that
    it opened, until the garbage collector comes by, which in a server is minutes.
    """
    weak = weakref.WeakMethod(method)

    def called(*given: object) -> Result:
        bound = weak()
        assert bound is not None  # who asks for a result holds the object
        return bound(*given)

    return functools.lru_cache(maxsize=most)(called)


class Kept(Generic[Key, Value]):
    """At most ``most`` values by key. Unlike ``lru_cache`` it can be filled for many keys by one read."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def all_of(self, keys: Iterable[Key], read: Callable[[Sequence[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
        """The value of each key; those that are lacking are read at once, and ``read`` gives every one of them."""
        wanted = dict.fromkeys(keys)
        found: dict[Key, Value] = {}
        with self._lock:
            for key in wanted:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key]
        lacking = [key for key in wanted if key not in found]
        if lacking:
            read_now = read(lacking)
            found.update(read_now)
            with self._lock:
                self._values.update(read_now)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return found

    def one(self, key: Key, read: Callable[[Sequence[Key]], Mapping[Key, Value]]) -> Value:
        """The value of one key."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        return self.all_of([key], read)[key]
