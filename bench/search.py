"""Measures searches over a made-up corpus: `python -m bench.search --segments 1000000`. See bench/README.md."""

from __future__ import annotations

import argparse
import gc
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from bench.corpus import Recipe, make_corpus
from bench.measure import Cost, measured
from bench.peers import Peer, peers
from bench.queries import Asked, queries
from bench.report import ROOT, Row, keep, machine, mistakes, page, table
from bench.truth import Truth
from config.embedded import start_postgres

if TYPE_CHECKING:
    from bench.product import Product

FEWEST_SEGMENTS = 1000

Rows = dict[str, Row]


def main(words: Sequence[str] | None = None) -> None:
    asked = arguments().parse_args(words)
    folder = asked.folder or ROOT / ".build" / "bench" / str(asked.segments)
    corpus = make_corpus(folder / "corpus", Recipe(asked.segments, asked.seed))
    print(f"{corpus.lines} lines, {len(corpus.tokens)} words in {folder}", flush=True)
    with database(folder):
        from bench import product  # noqa: PLC0415 -- Django had to be set up first

        subject, others = product.Product(corpus), list(peers(corpus))
        wanted = list(queries(corpus, asked.queries))
        gc.freeze()  # the corpus is no garbage of the product's, and is not to be looked through for any
        rows = run(subject, others, wanted, asked.rounds)
        judge(subject, rows, wanted)
        facts = [
            *machine(product.server_version()),
            f"{corpus.recipe.videos:,} videos, {len(corpus.tokens):,} words, seed {asked.seed}",
            f"{asked.queries} queries of each type, {asked.rounds} rounds after one to warm up",
            f"on disk: {', '.join(f'{name} {size / 1e6:.0f} MB' for name, size in product.sizes().items())}",
        ]
    text = page(f"Search over {corpus.lines:,} segments", facts, table(rows, subject.name, [o.name for o in others]))
    text += mistakes(rows)
    print(text)
    if asked.keep:
        keep(ROOT / "bench" / "results" / f"search-{asked.segments}.md", text)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--segments", type=enough, default=1_000_000, help=f"lines, at least {FEWEST_SEGMENTS}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=12, help="of each type")
    parser.add_argument("--rounds", type=int, default=3, help="measured, after one to warm up")
    parser.add_argument("--folder", type=Path, help="of the corpus and the databases; .build/bench/SEGMENTS else")
    parser.add_argument("--keep", action="store_true", help="write the page to bench/results/")
    return parser


def enough(text: str) -> int:
    """A number of segments that holds queries of every type."""
    if int(text) < FEWEST_SEGMENTS:
        raise argparse.ArgumentTypeError(f"at least {FEWEST_SEGMENTS}")
    return int(text)


@contextmanager
def database(folder: Path) -> Iterator[None]:
    """A PostgreSQL of our own in this folder, with the product's tables, as the product brings and sets it up."""
    data = folder / "data"
    os.environ |= {
        "DATA_DIR": str(data),
        "CONTENT_DIR": str(folder / "content"),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with start_postgres(data, durable=False):
        django.setup()
        call_command("migrate", verbosity=0)
        yield


def run(product: Product, others: list[Peer], asked: list[Asked], rounds: int) -> Rows:
    """Ask everyone everything, query by query, once without and `rounds` times with a clock."""
    rows: Rows = defaultdict(Row)
    for number in range(rounds + 1):
        for query in asked:
            answer, cost = measured(partial(product.ask, query), product.server)
            costs = {product.name: cost}
            if query.has_peers:
                costs |= {peer.name: measured(partial(peer.ask, query))[1] for peer in others}
            if number:
                note(rows[query.kind], costs, answer.json()["took_ms"])
    return rows


def note(row: Row, costs: dict[str, Cost], searching: float) -> None:
    row.searching.append(searching)
    for name, cost in costs.items():
        row.costs.setdefault(name, []).append(cost)


def judge(product: Product, rows: Rows, asked: list[Asked]) -> None:
    """Add to the rows how good the product's answers are. Many hits may lie in a window, so pages are the largest."""
    truth = Truth(product.corpus)
    for query in asked:
        lines = product.lines(product.ask(query, product.largest_page))
        row = rows[query.kind]
        row.answered += 1
        share = truth.relevance(query, lines)
        if share is not None:
            row.relevance.append(share)
        if truth.is_wrong(query, lines):
            row.wrong.append(f"{query.q} {query.parameters or ''}".strip())


if __name__ == "__main__":
    main()
