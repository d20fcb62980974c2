"""``ingest fetch``: downloads current releases from the table of addresses, for ``add`` to load.

A download goes to ``<home>/downloads/<name>.part``, goes on where it was cut off, is tried again when the publisher's
server stumbles, and is renamed only when whole. Nothing is downloaded before its licence notice was accepted.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from corpus.addresses import Address, read_addresses
from corpus.errors import SourceError
from corpus.store.snapshot import Home
from ingest.progress import Progress

_TRIES = 6
_FIRST_WAIT_SECONDS = 1.0
_LONGEST_WAIT_SECONDS = 60.0
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
MOST_BYTES = 2 * 1024**3

# Where a page of links ends at the latest.
_MOST_OF_A_PAGE = 4 * 1024**2
_LINK = re.compile(r"""href\s{0,3}=\s{0,3}["']([^"'<>\s]{1,500})["']""", re.IGNORECASE)
# A file behind a licence: "/license/ama?file=/files/zip/26clabq3.zip".
_BEHIND = "?file="


class NotThere(SourceError):
    """The server has no file at an address; another may have it."""


class Fetcher:
    """Downloads files. ``sleep`` is injected, so that tests never wait."""

    def __init__(
        self,
        folder: Path,
        progress: Progress,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder, self._progress, self._sleep = folder, progress, sleep
        self._client = client or httpx.Client(timeout=_TIMEOUT, follow_redirects=True, max_redirects=5)

    def fetch(self, name: str, url: str, page: str) -> Path:
        """One file, whole. Raises SourceError, one sentence with the remedy; what came so far is kept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / url.partition("?")[0].rsplit("/", 1)[-1]
        part = target.with_name(target.name + ".part")
        self._progress.stage(f"Downloading {name}")
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                wait = min(_FIRST_WAIT_SECONDS * 2**attempt, _LONGEST_WAIT_SECONDS)
                self._sleep(wait * random.uniform(0.8, 1.2))  # so that many askers do not come back at once
            try:
                reason = self._try(url, part, page)
            except httpx.HTTPError as error:
                reason = str(error) or type(error).__name__
            if not reason:
                part.replace(target)
                part.with_suffix(".etag").unlink(missing_ok=True)
                self._progress.finish()
                return target
        raise SourceError(
            f"{name} could not be downloaded ({reason}); run the same command again later, it goes on where it "
            f"stopped, or download it from {page} and run 'python -m ingest add FILE'."
        )

    def link(self, page: str, begins: str) -> str | None:
        """The address of the first file that a page links to whose name begins so; None without one, or without a page.

        Only an address on the page's own host.
        """
        try:
            with self._client.stream("GET", page) as response:
                if response.status_code != 200:
                    return None
                text = b""
                for chunk in response.iter_bytes():
                    text += chunk
                    if len(text) > _MOST_OF_A_PAGE:
                        break
        except httpx.HTTPError:
            return None
        for found in _LINK.findall(text.decode("utf-8", "replace")):
            target: str = urljoin(page, found.partition(_BEHIND)[2] or found)
            name = urlsplit(target).path.rsplit("/", 1)[-1]
            if name.casefold().startswith(begins) and urlsplit(target)[:2] == urlsplit(page)[:2]:
                return target
        return None

    def _try(self, url: str, part: Path, page: str) -> str:
        """One request: why the file is not whole yet, or nothing when it is. Raises SourceError where no try helps."""
        have = part.stat().st_size if part.exists() else 0
        tag_file = part.with_suffix(".etag")
        tag = tag_file.read_text(encoding="utf-8") if tag_file.exists() else ""
        headers = {"Range": f"bytes={have}-", "If-Range": tag} if have and tag else {}
        with self._client.stream("GET", url, headers=headers) as response:
            if response.status_code in _AGAIN:
                after = response.headers.get("Retry-After", "")
                if after.isdigit():
                    self._sleep(min(float(after), _LONGEST_WAIT_SECONDS))
                return f"the server answered {response.status_code}"
            if response.status_code == 416:
                part.unlink(missing_ok=True)  # what is here is longer than what is there: begin again
                return "the file on the server changed"
            if response.status_code not in (200, 206):
                raise NotThere(
                    f"The server answered {response.status_code} for {url}; the release may not be out or its address "
                    f"changed: download it from {page} and run 'python -m ingest add FILE'."
                )
            if "html" in response.headers.get("Content-Type", "").lower():
                raise NotThere(
                    f"The publisher sent a web page instead of a file; open {page}, download it there and run "
                    "'python -m ingest add FILE'."
                )
            return self._receive(response, part, tag_file, have)

    def _receive(self, response: httpx.Response, part: Path, tag_file: Path, have: int) -> str:
        resumed = response.status_code == 206
        tag_file.write_text(
            response.headers.get("ETag") or response.headers.get("Last-Modified") or "", encoding="utf-8"
        )
        length = response.headers.get("Content-Length")
        expected = int(length) + (have if resumed else 0) if length and length.isdigit() else None
        with part.open("ab" if resumed else "wb") as out:
            for chunk in response.iter_raw():
                out.write(chunk)
                self._progress.advance(len(chunk))
                if out.tell() > MOST_BYTES:
                    raise SourceError(f"{response.url} is larger than 2 GB, which no release is; check its address.")
        size = part.stat().st_size
        if expected is not None and size < expected:
            return f"only {size:,} of {expected:,} bytes came"
        return ""


def fetch(
    home: Home,
    names: Sequence[str],
    day: date,
    progress: Progress,
    accept: Callable[[Address], bool],
    fetcher: Fetcher | None = None,
    addresses: dict[str, Address] | None = None,
) -> tuple[list[Path], list[str]]:
    """Downloads the named sources, or all that have an address; gives the files and what could not be had, in words.

    Raises SourceError for a name that is not in the table.
    """
    known = addresses or read_addresses()
    if unknown := [name for name in names if name not in known]:
        raise SourceError(f"There is no source {unknown[0]!r}; the table has {', '.join(known)}.")
    fetcher = fetcher or Fetcher(home.path / "downloads", progress)
    files: list[Path] = []
    told: list[str] = []
    for name in names or known:
        address = known[name]
        if address.licence and not accept(address):
            told.append(f"{name}: not downloaded, because its licence was not accepted.")
        else:
            files += _release(fetcher, address, day, told)
    return files, told


def _release(fetcher: Fetcher, address: Address, day: date, told: list[str]) -> list[Path]:
    """The files of one release, each from the first address that has it; what cannot be had is told."""
    files: list[Path] = []
    # A file of which no address is known is looked for on the page alone.
    for urls in address.urls(day) or [[]]:
        try:
            files.append(_first(fetcher, address, urls, day))
        except SourceError as error:
            told.append(f"{address.name}: {error}")
    return files


def _first(fetcher: Fetcher, address: Address, urls: Sequence[str], day: date) -> Path:
    failed: SourceError | None = None
    for url in urls:
        try:
            return fetcher.fetch(address.name, _accepted(url, address), address.page)
        except NotThere as error:
            failed = failed or error
    begins = address.begins or urls[-1].rsplit("/", 1)[-1].partition(".")[0].casefold()
    for page in address.pages_of(day):
        if (linked := fetcher.link(page, begins)) is not None and linked not in urls:
            return fetcher.fetch(address.name, _accepted(linked, address), address.page)
    raise failed or SourceError(
        f"No file that begins with {begins!r} was found on {address.page}; open it, download the file there and run "
        "'python -m ingest add FILE'."
    )


def _accepted(url: str, address: Address) -> str:
    return f"{url}?{address.accepts}" if address.accepts else url
