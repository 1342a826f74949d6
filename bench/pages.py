"""Lighthouse over the pages of a running Soundbite that holds at least one video: `make lighthouse`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from statistics import median_low

from bench.report import commit, page, processor
from scripts.web import find_npm, install

PLACE = Path(__file__).resolve().parent / "lighthouse"
RESULTS = Path(__file__).resolve().parent / "results" / "lighthouse.md"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOT_STARTED = "NO_NAVSTART"
"""Now and then Lighthouse's trace lacks the beginning of the page: no fault of the page, and another run has it."""
TRIES = 3
CATEGORIES = ("performance", "accessibility", "best-practices")
WANTED = 95
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
)
"""The last ones are pages of the browser's own address bar, that take a core beside ours while it loads."""


def pages(address: str) -> dict[str, str]:
    """The pages that are looked at, by name."""
    with urllib.request.urlopen(f"{address}/api/v1/videos?status=ready&page_size=1") as answer:  # noqa: S310 -- our own
        (video, *_) = json.load(answer)["results"] or sys.exit("There is no video yet: `make demo`.")
    return {
        "front page": address + "/",
        "search": address + "/?q=bread",
        "watch": f"{address}/watch/{video['id']}",
        "library": address + "/library",
    }


def middle_scores(url: str, form: str, runs: int) -> dict[str, int]:
    """The middle scores of some runs: one alone may be far off (Lighthouse itself advises five)."""
    found = [scores(url, form) for _ in range(runs)]
    return {name: median_low(each[name] for each in found) for name in CATEGORIES}


def scores(url: str, form: str) -> dict[str, int]:
    """The scores of one page, 0 to 100. `form`: desktop or mobile, with the throttling that Lighthouse gives each."""
    for _ in range(TRIES):
        done = lighthouse(url, form)
        if NOT_STARTED not in done.stderr:
            break
    if done.returncode != 0:
        sys.exit(done.stderr)
    report = json.loads(done.stdout)
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def lighthouse(url: str, form: str) -> subprocess.CompletedProcess[str]:
    """One run, its report as JSON on standard output."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("Lighthouse drives Chromium; on Debian: apt-get install chromium")
    _, node = find_npm()
    program = PLACE / "node_modules" / "lighthouse" / "cli" / "index.js"
    words = [url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"]
    words += ["--preset=desktop"] if form == "desktop" else []
    return subprocess.run(
        [node / "node", program, *words],
        env={**os.environ, "CHROME_PATH": browser},
        capture_output=True,
        text=True,
        check=False,
    )


def table(found: dict[tuple[str, str], dict[str, int]]) -> str:
    """The scores as Markdown, in the order in which they were found."""
    lines = [f"| page | form | {' | '.join(CATEGORIES)} |", "|---|---|---:|---:|---:|"]
    lines += [
        f"| {place} | {form} | {' | '.join(str(each[name]) for name in CATEGORIES)} |"
        for (place, form), each in found.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--address", default="http://127.0.0.1:8000")
    wishes.add_argument("--runs", type=int, default=1, help="of each page; the middle one counts")
    wishes.add_argument("--keep", action="store_true", help="write the table to bench/results")
    asked = wishes.parse_args()
    install(PLACE)
    found = {
        (name, form): middle_scores(url, form, asked.runs)
        for name, url in pages(asked.address.rstrip("/")).items()
        for form in ("desktop", "mobile")
    }
    print(table(found))
    if asked.keep:
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        facts = [
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}; 95 is wanted everywhere",
            f"{processor()}, {os.cpu_count()} cores; load at the end {load}; the middle of {asked.runs} runs",
        ]
        RESULTS.write_text(page("Lighthouse", facts, table(found)))
    if any(score < WANTED for each in found.values() for score in each.values()):
        sys.exit(f"Something is below {WANTED}.")


if __name__ == "__main__":
    main()
