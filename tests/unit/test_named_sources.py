"""What the authored text cites must not pass for a table that was loaded."""

from __future__ import annotations

import yaml

from corpus.authored import TEXT_FOLDER
from corpus.relations import Table
from corpus.yaml_loader import LOADER

# Tables whose rows the build itself brings; a cited file of one of them would be asked on its dates and have no row.
_ASKED = {Table.ICD10CM, Table.ADD_ON}


def test_a_cited_file_is_not_taken_for_a_table_with_rows() -> None:
    found = {
        entry["id"]
        for path in sorted((TEXT_FOLDER / "sources.d").glob("*.yaml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        if entry["table"] in {table.value for table in _ASKED}
    }
    assert not found
