"""``python -m ingest build|status``: makes the knowledge base, or tells what it holds.

Exit status: 0 done; 1 could not be done (one sentence says why); 3 done, but source rows were refused.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.authored import TEXT_FOLDER
from corpus.configuration import PROJECT_FOLDER, StoreSettings
from corpus.errors import CasePilotError
from corpus.store import schema
from corpus.store.catalog import Catalog
from corpus.store.encoder import EncoderSpec
from corpus.store.export import model_folder
from corpus.store.snapshot import CATALOG, Home, Manifest, open_snapshot
from ingest.progress import Progress

EXIT_DONE, EXIT_FAILED, EXIT_ROWS_REFUSED = 0, 1, 3

# Refused rows shown in full; the rest are only counted, so that one broken file does not bury the others.
_SHOWN_ROWS = 50


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Make CasePilot's knowledge base.")
    commands = parser.add_subparsers(dest="command", required=True)
    build_command = commands.add_parser("build", help="build or refresh the knowledge base")
    build_command.add_argument("--if-needed", action="store_true", help="do nothing when no input has changed")
    status_command = commands.add_parser("status", help="tell what the knowledge base holds")
    status_command.add_argument("--json", action="store_true", help="as one JSON object")
    options = parser.parse_args(arguments)
    try:
        settings = StoreSettings()
        if options.command == "build":
            return _build(settings, if_needed=options.if_needed)
        return _status(settings, as_json=options.json)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("\nInterrupted; run the same command again and it goes on where it stopped.", file=sys.stderr)
        return 130


def _build(settings: StoreSettings, *, if_needed: bool) -> int:
    home, inputs = Home(settings.home), _inputs_digest(settings)
    if if_needed and (manifest := _up_to_date(home, settings, inputs)):
        print(f"The knowledge base is up to date (built {manifest.built:%Y-%m-%d %H:%M} UTC).")
        return EXIT_DONE
    # Only now: these bring in LlamaIndex and Chroma, which an up-to-date knowledge base does not need.
    from ingest.pipeline import build
    from ingest.sources.authored import authored
    from ingest.sources.icd10cm import icd10cm

    result = build(home, [authored, icd10cm], Progress(sys.stderr), model=settings.embedding_model, inputs=inputs)
    for row in result.refused[:_SHOWN_ROWS]:
        print(f"refused: {row}", file=sys.stderr)
    passages = sum(result.manifest.vector_counts.values())
    print(
        f"Knowledge base ready in {settings.home}: {result.manifest.counts['code_records']:,} codes, "
        f"{result.manifest.counts['guideline_sections']:,} guideline sections, {passages:,} passages "
        f"({result.embedded:,} embedded now, {result.removed:,} removed, {len(result.refused):,} rows refused)."
    )
    return EXIT_ROWS_REFUSED if result.refused else EXIT_DONE


def _up_to_date(home: Home, settings: StoreSettings, inputs: str) -> Manifest | None:
    """The serving manifest when it is sound and made from just these inputs and this model."""
    try:
        spec = EncoderSpec.read(model_folder(home.models, settings.embedding_model))
        _, manifest = open_snapshot(home, model_fingerprint=spec.fingerprint)
    except CasePilotError:
        return None
    return manifest if manifest.inputs == inputs else None


def _inputs_digest(settings: StoreSettings) -> str:
    """A digest of what a build reads: the authored text, the ICD-10-CM release, and the code that reads them."""

    def parts() -> Iterator[bytes]:
        yield importlib.metadata.version("simple-icd-10-cm").encode()
        yield f"{schema.SCHEMA_VERSION} {settings.embedding_model}".encode()
        code = [*(PROJECT_FOLDER / "corpus").rglob("*.py"), *(PROJECT_FOLDER / "ingest").rglob("*.py")]
        for path in sorted([*TEXT_FOLDER.rglob("*.yaml"), *TEXT_FOLDER.rglob("*.md"), *code]):
            yield path.relative_to(PROJECT_FOLDER).as_posix().encode()
            yield path.read_bytes()

    whole = hashlib.sha256()
    for part in parts():
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


def _status(settings: StoreSettings, *, as_json: bool) -> int:
    home = Home(settings.home)
    folder, manifest = open_snapshot(home)
    status = _describe(folder, manifest)
    if as_json:
        print(json.dumps(status, indent=2))
        return EXIT_DONE
    print(f"Knowledge base {manifest.snapshot} in {home.path}, built {manifest.built:%Y-%m-%d %H:%M} UTC")
    print(f"Embedding model {manifest.model_fingerprint}; schema version {manifest.schema_version}")
    for title, counts in (("Codes", status["codes"]), ("Rows", manifest.counts), ("Vectors", manifest.vector_counts)):
        print(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in sorted(dict(counts).items())))
    if manifest.refused_rows:
        print(f"Rows refused at the last build: {manifest.refused_rows}")
    for edition in status["editions"]:
        span = f"{edition['effective_from'] or '...'} to {edition['effective_to'] or '...'}"
        print(f"  {edition['id']:28} {edition['title']} ({span})")
    return EXIT_DONE


def _describe(folder: Path, manifest: Manifest) -> dict[str, Any]:
    catalog = Catalog(schema.sqlite_engine(folder / CATALOG, read_only=True))
    try:
        editions = [
            {
                "id": edition.id,
                "table": edition.table,
                "publisher": edition.publisher,
                "title": edition.title,
                "effective_from": edition.effective_from and edition.effective_from.isoformat(),
                "effective_to": edition.effective_to and edition.effective_to.isoformat(),
            }
            for edition in catalog.editions()
        ]
        codes = catalog.codes_by_system()
    finally:
        catalog.close()
    return {
        "snapshot": manifest.snapshot,
        "built_at": manifest.built_at,
        "schema_version": manifest.schema_version,
        "model": manifest.model,
        "model_fingerprint": manifest.model_fingerprint,
        "codes": codes,
        "rows": manifest.counts,
        "vectors": manifest.vector_counts,
        "refused_rows": manifest.refused_rows,
        "editions": editions,
    }


if __name__ == "__main__":
    sys.exit(main())
