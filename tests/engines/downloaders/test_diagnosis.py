from dataclasses import replace
from pathlib import Path
from typing import Any

from engines.downloaders import in_child
from engines.downloaders.types import FetchOptions
from tests.engines.downloaders.conftest import stream
from tests.engines.servers import Site, Trap

SECRET = "very-secret-value"


def found(url: str, options: FetchOptions) -> dict[str, tuple[bool, str]]:
    """The findings by step, the last of each."""
    return {finding.step: (finding.is_good, finding.text) for finding in in_child.diagnose(url, options)}


def told(site: Site, name: str, **info: Any) -> str:
    site.recorded[name] = {"title": "A film", **info}
    return site.url(f"/watch/{name}")


def test_a_video_is_followed_to_its_first_bytes(site: Site, options: FetchOptions) -> None:
    steps = found(site.url("/watch/film"), options)

    assert list(steps) == [
        "yt-dlp", "javascript", "address", "name", "cookies", "extractor", "formats", "first bytes"
    ]  # fmt: skip
    assert {is_good for is_good, _ in steps.values()} == {True}
    assert steps["name"][1] == "127.0.0.1 is 127.0.0.1: the guard lets it"
    assert (steps["extractor"][1], steps["cookies"][1]) == ("Recorded", "no cookie file is set")
    assert steps["formats"][1].startswith("5 there, chosen: h264-1080")
    assert steps["first bytes"][1] == "127.0.0.1 answers 206 with 4096 bytes of media"
    asked = [path for path, _ in site.requests]
    assert asked == ["/recorded/film", "/files/picture.mp4", "/files/sound.m4a"]


def test_a_private_address_is_refused_by_the_guard_and_left_alone(options: FetchOptions) -> None:
    trap = Trap()
    trap.answer()

    steps = found(f"http://localhost:{trap.port}/watch/x", replace(options, allowed=()))

    assert steps["name"] == (False, "localhost is 127.0.0.1: the guard refuses it")
    assert steps["refused"][1].startswith("address_not_allowed: ")
    assert trap.count() == 0


def test_a_name_that_does_not_exist_is_told(options: FetchOptions) -> None:
    steps = found("http://nowhere.invalid/film.mp4", replace(options, allowed=()))

    assert steps["name"] == (False, "nowhere.invalid stands for no address: a wrong name, or no name server answers")
    assert steps["refused"][1].startswith("network_error: ")


def test_the_words_of_a_site_become_a_reason(site: Site, options: FetchOptions) -> None:
    steps = found(told(site, "x", error="Join this channel to get access to members-only content"), options)

    assert list(steps)[-2:] == ["extractor", "refused"]
    assert steps["refused"][1].startswith("members_only: ")


def test_no_address_is_told_before_anything_is_asked(site: Site, options: FetchOptions) -> None:
    assert found("nothing", options)["refused"][1].startswith("url_invalid: ")
    assert site.requests == []


def test_a_list_is_shown(site: Site, options: FetchOptions) -> None:
    steps = found(told(site, "list", videos=["/watch/1", "/watch/2"]), options)

    assert steps["list"] == (True, "2 videos: /watch/1, /watch/2 ...")


def test_what_is_no_media_is_told(site: Site, options: FetchOptions) -> None:
    steps = found(told(site, "x", formats=[stream("a", "/files/notes.txt", ext="mp4")]), options)

    assert steps["first bytes"] == (False, "127.0.0.1 answers 206 with 4096 bytes of no media")


def test_cookies_are_counted_and_never_shown(site: Site, options: FetchOptions, tmp_path: Path) -> None:
    file = tmp_path / "cookies.txt"
    rows = [("127.0.0.1", SECRET), ("other.example", "another")]
    lines = [f"{host}\tFALSE\t/\tFALSE\t2147483647\tsession\t{value}" for host, value in rows]
    file.write_text("# Netscape HTTP Cookie File\n" + "\n".join(lines) + "\n")

    steps = found(site.url("/watch/film"), replace(options, cookie_file=file))

    assert steps["cookies"][1] == "2 in the cookie file, 1 of them for this address"
    assert any(SECRET in str(cookie) for cookie in site.cookies)
    assert SECRET not in str(steps)
    assert str(file) not in str(steps)


def test_a_proxy_is_named_without_its_password(site: Site, options: FetchOptions) -> None:
    proxy = site.url("").replace("http://", f"http://user:{SECRET}@")

    steps = found("http://films.example/watch/film", replace(options, allowed=(), proxy=proxy))

    assert steps["proxy"] == (True, "everything goes through 127.0.0.1, which finds the host")
    assert SECRET not in str(steps)
