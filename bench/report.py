"""What a run found, as a page that can be kept: the machine, and a row for each type of query."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import fmean

from bench.measure import Cost, percentile

ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Row:
    """Everything measured of one type of query: costs by engine, relevance and mistakes of our own answers.

    `searching`: milliseconds until hits, texts and highlights were found, as our own answers say.
    """

    costs: dict[str, list[Cost]] = field(default_factory=dict)
    relevance: list[float] = field(default_factory=list)
    answered: int = 0
    wrong: list[str] = field(default_factory=list)
    searching: list[float] = field(default_factory=list)


def table(rows: dict[str, Row], product: str, peers: Sequence[str]) -> str:
    """Markdown: milliseconds as p50 / p95; in the last row of all our requests together."""
    head = ["type", "server CPU", "request CPU", "search wall", "request wall"]
    head += [f"{peer} {what}" for peer in peers for what in ("CPU", "wall")]
    head += ["relevance mean (min)", "wrong"]
    lines = [head, ["---"] * len(head)]
    for kind, row in {**rows, "all": together(rows, product)}.items():
        own = row.costs[product]
        cells = [kind, spread(cost.server for cost in own), spread(cost.cpu for cost in own)]
        cells += [spread(row.searching), spread(cost.wall for cost in own)]
        for peer in peers:
            costs = row.costs.get(peer, [])
            cells += [spread(cost.cpu for cost in costs), spread(cost.wall for cost in costs)]
        lines.append([*cells, quality(row.relevance), f"{len(row.wrong)} of {row.answered}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def together(rows: dict[str, Row], product: str) -> Row:
    """What was measured of the product, as one row."""
    return Row(
        costs={product: [cost for row in rows.values() for cost in row.costs[product]]},
        relevance=[share for row in rows.values() for share in row.relevance],
        answered=sum(row.answered for row in rows.values()),
        wrong=[query for row in rows.values() for query in row.wrong],
        searching=[milliseconds for row in rows.values() for milliseconds in row.searching],
    )


def page(title: str, facts: Sequence[str], body: str) -> str:
    return "\n".join([f"# {title}\n", *(f"- {fact}" for fact in facts), f"\n{body}\n"])


def mistakes(rows: dict[str, Row]) -> str:
    """The queries that were answered wrongly, by type; nothing where there is none."""
    found = [f"- {kind}: {', '.join(row.wrong)}\n" for kind, row in rows.items() if row.wrong]
    return "".join(["\nAnswered wrongly:\n\n", *found]) if found else ""


def keep(place: Path, text: str) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)


def spread(values: Iterable[float]) -> str:
    measured = list(values)
    return f"{percentile(measured, 0.5):.2f} / {percentile(measured, 0.95):.2f}" if measured else "-"


def quality(shares: Sequence[float]) -> str:
    return f"{fmean(shares):.3f} ({min(shares):.3f})" if shares else "-"


def machine(postgres: str) -> list[str]:
    """Where and with what it ran."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = [f"Python {platform.python_version()}", f"PostgreSQL {postgres}", f"SQLite {sqlite3.sqlite_version}"]
    versions += [f"{name} {version(name)}" for name in ("Django", "psycopg", "tantivy") if version(name)]
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}",
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; load at the end {load}",
        ", ".join(versions),
    ]


def version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def commit(tree: Path = ROOT) -> str:
    """The short name of what is checked out in a folder, with a plus where files of it were changed."""
    command = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=10, check=False)
    return done.stdout.strip() or "unknown"
