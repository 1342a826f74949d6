"""The engines beside ours find what is there."""

from pathlib import Path

import pytest

from bench.corpus import Corpus
from bench.peers import Fts5, Peer, Tantivy
from bench.queries import Asked, Draw, kinds
from bench.truth import Truth


@pytest.fixture(scope="module", params=[Fts5, pytest.param(Tantivy, marks=pytest.mark.rest)])
def peer(request: pytest.FixtureRequest, corpus: Corpus) -> Peer:
    made: Peer = request.param(corpus)
    return made


@pytest.mark.parametrize("kind", ["phrase", "phrase2", "stopphrase", "prefix"])
def test_peer_finds_only_what_is_said(peer: Peer, corpus: Corpus, kind: str) -> None:
    asked = kinds(Draw(corpus))[kind]()

    found = peer.ask(asked)

    assert found
    assert set(found) <= set(Truth(corpus).said(asked).tolist())


def test_peer_wants_all_words(peer: Peer, corpus: Corpus) -> None:
    found = peer.ask(Asked("and2", "words", (0, 1), "the of"))

    assert len(found) == 20
    assert all({0, 1} <= set(corpus.ids(line)) for line in found)


def test_peer_turns_pages(peer: Peer) -> None:
    first, second = (peer.ask(Asked("stop", "words", (0,), "the", {"page": page})) for page in ("1", "2"))

    assert len(set(first) | set(second)) == 40


def test_index_is_built_once(peer: Peer, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(peer), "build", lambda *_: pytest.fail("built again"))

    again: Peer = type(peer)(corpus)  # type: ignore[call-arg]

    assert again.ask(Asked("stop", "words", (0,), "the"))


def test_interrupted_build_begins_anew(tmp_path: Path, corpus: Corpus) -> None:
    (tmp_path / "half.new").write_bytes(b"not a database")
    Fts5.build(Fts5.__new__(Fts5), tmp_path / "half.new", corpus)

    assert (tmp_path / "half.new").stat().st_size > 4096
