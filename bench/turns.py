"""Searches by two checkouts over one corpus, query by query in turns: `python -m bench.turns --before FOLDER`.

What changed is seen where the machine's own speed wavers: both ask the same within milliseconds. See bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

from bench.corpus import Recipe, make_corpus
from bench.measure import Cost
from bench.queries import Asked, queries
from bench.report import ROOT, commit, keep, machine, page, spread
from bench.search import database, enough

SIDES = ("before", "after")
ANSWERING = Path(__file__).with_name("answering.py")

Costs = dict[str, dict[str, list[Cost]]]
"""By type of query and side."""


class Side:
    """A checkout that answers, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, parameters: dict[str, str]) -> Cost:
        """Raises RuntimeError for an answer that is none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(parameters) + "\n")
        self.process.stdin.flush()
        status, *cost = json.loads(self.process.stdout.readline() or "[0]")
        if status != 200:
            raise RuntimeError(f"{parameters}: HTTP {status}")
        return Cost(*cost)


def main(words: Sequence[str] | None = None) -> None:
    asked = arguments().parse_args(words)
    folder = asked.folder or ROOT / ".build" / "bench" / str(asked.segments)
    corpus = make_corpus(folder / "corpus", Recipe(asked.segments, asked.seed))
    with database(folder), ExitStack() as open_:
        from bench.product import Product, server_version  # noqa: PLC0415 -- Django had to be set up first

        subject = Product(corpus)
        sides = {
            name: open_.enter_context(answering(tree)) for name, tree in zip(SIDES, (asked.before, ROOT), strict=True)
        }
        wanted = [query for query in queries(corpus, asked.queries) if not asked.kinds or query.kind in asked.kinds]
        costs = take_turns(sides, [(query, subject.parameters(query)) for query in wanted], asked.rounds)
        facts = [
            *machine(server_version()),
            f"before: {commit(asked.before)}",
            f"{asked.queries} queries of each type, {asked.rounds} rounds after one to warm up",
        ]
    text = page(f"Searches over {corpus.lines:,} segments, before and after", facts, table(costs))
    print(text)
    if asked.keep:
        keep(ROOT / "bench" / "results" / f"turns-{asked.segments}.md", text)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=__doc__)
    parser.add_argument("--before", type=Path, required=True, help="the other checkout, with a .venv or a link to one")
    parser.add_argument("--segments", type=enough, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=12, help="of each type")
    parser.add_argument("--rounds", type=int, default=3, help="measured, after one to warm up")
    parser.add_argument("--kinds", nargs="*", help="types of query; all else")
    parser.add_argument("--folder", type=Path, help="of the corpus and the databases; .build/bench/SEGMENTS else")
    parser.add_argument("--keep", action="store_true", help="write the page to bench/results/")
    return parser


@contextmanager
def answering(tree: Path) -> Iterator[Side]:
    """A process of this checkout, over the database of our environment."""
    tree = tree.resolve()
    python = tree / ".venv" / "bin" / "python"
    command = [python if python.exists() else sys.executable, "-P", "-W", "ignore", ANSWERING]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tree, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        yield Side(process)
        process.communicate(timeout=30)


def take_turns(sides: dict[str, Side], asked: list[tuple[Asked, dict[str, str]]], rounds: int) -> Costs:
    """Each query by both sides before the next; chance says who begins, for the second finds warm caches."""
    costs: Costs = defaultdict(lambda: {name: [] for name in sides})
    chance = random.Random(0)
    for number, (query, parameters) in product(range(rounds + 1), asked):
        for name in chance.sample(sorted(sides), len(sides)):
            cost = sides[name].ask(parameters)
            if number:
                costs[query.kind][name].append(cost)
    return costs


def table(costs: Costs) -> str:
    """Markdown: milliseconds as p50 / p95, in the last row of all together."""
    together = {name: [cost for each in costs.values() for cost in each[name]] for name in SIDES}
    lines = [["type", *(f"{what} {name}" for what in ("server CPU", "own CPU", "wall") for name in SIDES)]]
    lines.append(["---"] * len(lines[0]))
    for kind, by_side in {**costs, "all": together}.items():
        cells = [
            spread(getattr(cost, what) for cost in by_side[name])
            for what in ("server", "own", "wall")
            for name in SIDES
        ]
        lines.append([kind, *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
