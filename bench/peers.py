"""The engines that we compare ourselves with, each over the same lines."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from bench.corpus import Corpus
from bench.queries import PAGE_SIZE, Asked

try:
    import tantivy
except ImportError:  # only in requirements/bench.txt
    tantivy = None

WRITER_BYTES = 200_000_000
COMMITTED_AT_ONCE = 1_000_000
MEGABYTES_MAPPED = 4096


class Peer(Protocol):
    """A search engine over the lines of a corpus."""

    name: str

    def ask(self, asked: Asked) -> list[int]:
        """The numbers of the lines on the page asked for, best first, read with their texts."""


class Fts5:
    """SQLite's FTS5 as yt-fts uses it: a row per line beside the table of texts, ordered by BM25 (`rank`)."""

    name = "FTS5"
    query = (
        "SELECT lines.rowid, lines.text FROM lines_fts JOIN lines ON lines.rowid = lines_fts.rowid"
        " WHERE lines_fts MATCH ? ORDER BY lines_fts.rank LIMIT ? OFFSET ?"
    )

    def __init__(self, corpus: Corpus) -> None:
        path = corpus.folder / "fts5.sqlite"
        if not path.exists():
            self.build(path.with_suffix(".new"), corpus)
            path.with_suffix(".new").rename(path)
        self.database = sqlite3.connect(path)
        self.database.execute(f"PRAGMA mmap_size = {MEGABYTES_MAPPED * 1024**2}")

    def build(self, path: Path, corpus: Corpus) -> None:
        path.unlink(missing_ok=True)
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE lines (text TEXT)")
        database.execute("CREATE VIRTUAL TABLE lines_fts USING fts5(text, content=lines, content_rowid=rowid)")
        texts = ((line + 1, corpus.text(line)) for line in range(corpus.lines))
        with database:
            database.executemany("INSERT INTO lines (rowid, text) VALUES (?, ?)", texts)
        for statement in ("rebuild", "optimize"):
            with database:
                database.execute("INSERT INTO lines_fts (lines_fts) VALUES (?)", [statement])
        database.close()

    def ask(self, asked: Asked) -> list[int]:
        words = " ".join(f'"{word}"' for word in asked.text.split())
        match = {"words": words, "phrase": f'"{asked.text}"', "prefix": f'"{asked.text}"*'}[asked.form]
        return [row[0] - 1 for row in self.database.execute(self.query, [match, PAGE_SIZE, asked.offset]).fetchall()]


class Tantivy:
    """Tantivy with its default tokenizer, a document per line, ordered by BM25; prefixes as a regular expression."""

    name = "Tantivy"

    def __init__(self, corpus: Corpus) -> None:
        folder = corpus.folder / "tantivy"
        if not folder.exists():
            self.build(folder.with_suffix(".new"), corpus)
            folder.with_suffix(".new").rename(folder)
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def build(self, folder: Path, corpus: Corpus) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        schema = tantivy.SchemaBuilder()
        schema.add_unsigned_field("line", stored=True)
        schema.add_text_field("text", stored=True, tokenizer_name="default", index_option="position")
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(WRITER_BYTES, 1)
        for line in range(corpus.lines):
            writer.add_document(tantivy.Document(line=line, text=corpus.text(line)))
            if line % COMMITTED_AT_ONCE == COMMITTED_AT_ONCE - 1:
                writer.commit()
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, asked: Asked) -> list[int]:
        found = self.searcher.search(self.query(asked), PAGE_SIZE, count=False, offset=asked.offset)
        documents = [self.searcher.doc(address) for _, address in found.hits]
        return [document["line"][0] for document in documents if document["text"]]

    def query(self, asked: Asked) -> Any:
        if asked.form == "prefix":
            return tantivy.Query.regex_query(self.index.schema, "text", f"{asked.text}.*")
        text = f'"{asked.text}"' if asked.form == "phrase" else asked.text
        return self.index.parse_query(text, ["text"], conjunction_by_default=True)


def peers(corpus: Corpus) -> Iterator[Peer]:
    """Those that are installed, with their indexes built."""
    yield Fts5(corpus)
    if tantivy is not None:
        yield Tantivy(corpus)
