"""Lighthouse's table, and which pages it is given."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from subprocess import CompletedProcess

import pytest

from bench.pages import CATEGORIES, middle_scores, pages, scores, table


class OneVideo(BaseHTTPRequestHandler):
    videos: tuple[str, ...] = ("abc",)

    def do_GET(self) -> None:
        body = json.dumps({"results": [{"id": video} for video in self.videos]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        pass


def pages_of(handler: type[OneVideo]) -> dict[str, str]:
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.handle_request).start()
        return pages(f"http://127.0.0.1:{server.server_port}")


def test_a_page_of_each_kind_is_looked_at() -> None:
    found = pages_of(OneVideo)

    assert {name: url.split("/", 3)[3] for name, url in found.items()} == {
        "front page": "",
        "search": "?q=bread",
        "watch": "watch/abc",
        "library": "library",
    }


def test_without_a_video_there_is_nothing_to_look_at() -> None:
    with pytest.raises(SystemExit, match="make demo"):
        pages_of(type("Empty", (OneVideo,), {"videos": ()}))


def test_of_several_runs_the_middle_score_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = iter((81, 97, 94))
    monkeypatch.setattr("bench.pages.scores", lambda _url, _form: dict.fromkeys(CATEGORIES, next(runs)))

    assert middle_scores("/", "mobile", 3) == dict.fromkeys(CATEGORIES, 94)


@pytest.mark.parametrize(("failures", "is_told"), [(1, False), (3, True)])
def test_a_run_without_a_beginning_is_taken_again(
    monkeypatch: pytest.MonkeyPatch, failures: int, is_told: bool
) -> None:
    report = json.dumps({"categories": {name: {"score": 0.97} for name in CATEGORIES}})
    broken = CompletedProcess([], 1, "", "Runtime error encountered: NO_NAVSTART")
    runs = iter([broken] * failures + [CompletedProcess([], 0, report, "")])
    monkeypatch.setattr("bench.pages.lighthouse", lambda _url, _form: next(runs))

    if is_told:
        with pytest.raises(SystemExit, match="NO_NAVSTART"):
            scores("/", "mobile")
    else:
        assert scores("/", "mobile") == dict.fromkeys(CATEGORIES, 97)


def test_the_table_has_a_row_per_page_and_form() -> None:
    found = {("watch", "mobile"): {"performance": 96, "accessibility": 100, "best-practices": 99}}

    assert table(found).splitlines() == [
        "| page | form | performance | accessibility | best-practices |",
        "|---|---|---:|---:|---:|",
        "| watch | mobile | 96 | 100 | 99 |",
    ]
