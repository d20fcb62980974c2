"""One module per source. A source is a generator of editions, records and relations, with a RowError for a bad row."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corpus.editions import Edition
from corpus.errors import RowError
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import AddOnPair

Item = Edition | CodeRecord | AddOnPair | GuidelineSection | RowError
Source = Callable[[], Iterator[Item]]
