"""Takes the pictures of the desk's pages: ``python scripts/desk_screenshots.py --url http://127.0.0.1:8000``.

Of a running server with tables of late 2025, light and dark at 1440 pixels and 390 wide:
docs/images/desk-<page>-<look>.png. Each page is a first visit, with an empty cache; its first contentful paint and the
bytes that came over the wire, with style, script and pictures, are printed.
Exit status: 0 done; 1 there is no browser.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.ensure_browser import REMEDY, find_browser  # noqa: E402 (the project is on the path only now)

PAGES = {
    "start": "/",
    "search": "/search?q=knee+replacement",
    "range": "/search?q=E11",
    "code": "/code/cpt/27447?on=2025-11-01",
    "diagnosis": "/code/icd10cm/E11.22",
    "source": "/source/pfs-2025-10?code=27447",
    "codes": "/codes",
    "editions": "/editions",
    "claims": "/claims?on=2025-11-03&setting=practitioner",
}
CLAIM = "99213\n96372\n20610-RT x5\n64484\n11102\n11104\nDx M17.11, M17"
LOOKS: dict[str, tuple[Literal["light", "dark"], int, int]] = {
    "light": ("light", 1440, 900),
    "dark": ("dark", 1440, 900),
    "narrow": ("light", 390, 844),
}
# Of a desk that is served with CASEPILOT_CAREERS=on and has jobs: --careers.
CAREERS = {
    "careers-list": "/careers?place=Austin,+TX&credential=CPC",
    "careers-job": "/careers/jobs/3",
    "careers-post": "/careers/post",
    "careers-stats": "/careers/statistics",
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Take the pictures of the desk's pages.")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where CasePilot is served")
    parser.add_argument("--folder", type=Path, default=PROJECT / "docs" / "images", help="where to (docs/images)")
    parser.add_argument(
        "--careers", action="store_true", help="the job board's pages instead: careers-<page>-<look>.png"
    )
    options = parser.parse_args()
    pages = CAREERS if options.careers else {f"desk-{name}": address for name, address in PAGES.items()}
    executable = find_browser()
    if executable is None:
        print(REMEDY, file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for look, (theme, width, height) in LOOKS.items():
            for name, address in pages.items():
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
                page = context.new_page()
                page.goto(options.url + address)
                page.screenshot()  # only what is painted has a time of it
                painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
                sizes = page.evaluate("performance.getEntries().reduce((sum, one) => sum + (one.transferSize || 0), 0)")
                if name == "desk-claims":
                    page.get_by_label("Claim lines").fill(CLAIM)
                    page.get_by_role("button", name="Check", exact=True).click()
                    page.locator(".counter").wait_for()
                page.screenshot(path=options.folder / f"{name}-{look}.png", animations="disabled")
                print(f"{name}-{look}.png: first paint {painted:.0f} ms, {sizes / 1000:.0f} kB")
                context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
