"""Makes sure that the end-to-end tests have a browser: ``python scripts/ensure_browser.py`` prints its path.

Looked for in this order: CASEPILOT_CHROMIUM, Chromium or Chrome on the system, the one Playwright keeps. When there is
none it is installed: Debian's package where this user may, else Playwright's own.
Exit status: 0 there is one; 1 there is none and none could be installed (one sentence says what to do).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
REMEDY = (
    "No Chromium or Chrome was found and none could be installed: install one (on Debian: apt-get install chromium) "
    "or name one in CASEPILOT_CHROMIUM, then run the same command again."
)


def find_browser() -> Path | None:
    """The browser to test with, or None when there is none. A CASEPILOT_CHROMIUM that is no file is not passed over."""
    if named := os.environ.get("CASEPILOT_CHROMIUM"):
        return Path(named) if Path(named).is_file() else None
    found = [shutil.which(command) for command in COMMANDS]
    candidates = [Path(path) for path in (*found, *MAC_PATHS) if path]
    return next((path for path in candidates if path.is_file()), None) or playwright_browser()


def playwright_browser() -> Path | None:
    """The Chromium that Playwright downloaded for its version, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def install() -> None:
    """Tries Debian's package, then Playwright's download; what a failing one says is left on the terminal."""
    for commands in (debian_commands(), [[sys.executable, "-m", "playwright", "install", "chromium"]]):
        if commands and all(succeeds(command) for command in commands) and find_browser():
            return


def debian_commands() -> list[list[str]]:
    """What installs the package; empty where this is no Debian or this user may not."""
    if shutil.which("apt-get") is None:
        return []
    prefix: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not succeeds(["sudo", "-n", "true"], quiet=True):
            return []
        prefix = ["sudo", "-n"]
    install_command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
    return [[*prefix, "apt-get", "update", "-q"], [*prefix, *install_command]]


def succeeds(command: list[str], *, quiet: bool = False) -> bool:
    """Whether a command ends well. Unless quiet, it is shown, and so is what it says."""
    if quiet:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    print(f"$ {' '.join(command)}", file=sys.stderr, flush=True)
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def main() -> int:
    if find_browser() is None and not os.environ.get("CASEPILOT_CHROMIUM"):
        install()
    browser = find_browser()
    if browser is None:
        print(REMEDY, file=sys.stderr)
        return 1
    print(f"Browser for the tests: {browser}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
