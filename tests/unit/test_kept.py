"""Look-ups that are kept: read once, many at once, the least recently used let go of."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.store.kept import Kept


def test_only_what_is_lacking_is_read() -> None:
    asked: list[tuple[int, ...]] = []

    def read(keys: Sequence[int]) -> dict[int, int]:
        asked.append(tuple(keys))
        return {key: key * key for key in keys}

    kept: Kept[int, int] = Kept(3)
    assert kept.all_of([1, 2, 1], read) == {1: 1, 2: 4}
    assert kept.one(2, read) == 4
    assert kept.all_of([2, 3], read) == {2: 4, 3: 9}
    assert kept.all_of([4], read) == {4: 16}  # 1 was not asked for longest
    assert kept.one(2, read) == 4
    assert kept.one(1, read) == 1
    assert asked == [(1, 2), (3,), (4,), (1,)]


def test_nothing_is_kept_where_nothing_may_be() -> None:
    kept: Kept[str, str] = Kept(0)
    reads = [kept.one("a", lambda keys: dict.fromkeys(keys, "read")) for _ in range(2)]
    assert reads == ["read", "read"]
