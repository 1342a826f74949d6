"""What is painted before the app is here: the app takes its place without moving anything."""

import json
import re
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, TITLE
from tests.e2e.visitor import DESKTOP, PHONE

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("e2e"), pytest.mark.timeout(600)]

LOCALES = ROOT / "frontend" / "src" / "locales"
SIGNED_IN = "localStorage.setItem('soundbite.signed-in', '1')"


def begun(visit: Any, path: str, *, size: tuple[int, int] = PHONE, language: str = "en", before: str = "") -> Any:
    """A page whose scripts are held back until `page.unroute("**/*.js")`."""
    page = visit(size, "light", language).page
    page.add_init_script(before)
    page.route("**/*.js", lambda _script: None)
    page.goto(path, wait_until="commit")
    page.locator(".first-header").wait_for()
    return page


def places(page: Any, *selectors: str) -> list[dict[str, float]]:
    return [page.locator(selector).first.bounding_box() for selector in selectors]


@pytest.mark.usefixtures("videos")
@pytest.mark.parametrize("size", [DESKTOP, (768, 900), (360, 740)], ids=["desktop", "tablet", "phone"])
@pytest.mark.parametrize("language", sorted(path.stem for path in LOCALES.glob("*.json")))
@pytest.mark.parametrize("path", ["/", "/library"])
def test_pictures_and_titles_stay_where_they_are(visit: Any, path: str, language: str, size: tuple[int, int]) -> None:
    page = begun(visit, path, size=size, language=language)
    first = places(page, ".first-wall li:nth-child(2) img", ".first-wall li:nth-child(2) b")
    titles = page.locator(".first-wall b").all_inner_texts()
    page.unroute("**/*.js")

    page.locator("main ul img").first.wait_for()

    shown = places(
        page, "main ul li:nth-child(2) img", "main ul li:nth-child(2) img >> xpath=../following-sibling::*[1]"
    )
    for before, after in zip(first, shown, strict=True):
        assert after == pytest.approx(before, abs=0.5)
    assert page.locator("main ul li a > span:nth-child(2)").all_inner_texts()[: len(titles)] == titles
    assert page.locator(".first-wall").count() == 0


@pytest.mark.usefixtures("videos")
def test_outline_speaks_the_language_of_the_visitor(visit: Any) -> None:
    words = {path.stem: json.loads(path.read_text()) for path in LOCALES.glob("*.json")}
    assert len(words) == 4

    for language, said in words.items():
        page = begun(visit, "/", language=language)
        assert page.locator(".first-headline").inner_text() == said["search"]["headline"]
        assert page.locator("html").get_attribute("lang") == language
    chosen = begun(visit, "/", language="en", before="localStorage.setItem('soundbite.language', 'ja')")
    assert chosen.locator(".first-headline").inner_text() == words["ja"]["search"]["headline"]
    unknown = begun(visit, "/", language="fr")
    assert unknown.locator(".first-headline").inner_text() == words["en"]["search"]["headline"]


@pytest.mark.usefixtures("videos")
def test_who_has_an_account_sees_no_other_peoples_videos_first(visit: Any) -> None:
    visitor, member = (begun(visit, "/library", before=before) for before in ("", SIGNED_IN))

    assert visitor.locator(".first-wall img").first.is_visible()
    assert not member.locator(".first-wall img").first.is_visible()


@pytest.mark.parametrize("path", ["/", "/library", "/watch/{video}"])
def test_a_picture_that_came_with_the_page_is_not_asked_for(visit: Any, videos: dict[str, str], path: str) -> None:
    page = begun(visit, path.format(video=videos[TITLE]))
    inside = page.locator("img[data-of]").first
    address = inside.get_attribute("data-of")
    assert inside.get_attribute("src").startswith("data:image/jpeg;base64,")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.unroute("**/*.js")

    page.locator("main img, main video").first.wait_for()
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if url.endswith(address)] == []
    assert any(re.search(r"/api/v1/videos", url) for url in asked)


@pytest.mark.parametrize(("theme", "accent"), [("light", "#4263eb"), ("dark", "#3b5bdb")])
def test_colours_come_with_the_styles_and_not_from_a_script(visit: Any, theme: str, accent: str) -> None:
    page = visit(PHONE, theme).page
    page.goto("/login")
    page.locator("main form").wait_for()

    colour = "getComputedStyle(document.documentElement).getPropertyValue('--mantine-primary-color-filled')"
    assert page.evaluate(colour) == accent
    assert page.locator("#root style").count() == 0


@pytest.mark.parametrize("code", ["early", "react", "index", "ja"])
def test_an_app_that_does_not_come_whole_says_so(visit: Any, code: str) -> None:
    visitor = visit(PHONE, language="ja")
    page = visitor.page
    page.route(f"**/{code}-*.js", lambda route: route.abort())
    page.goto("/")

    page.get_by_role("alert").get_by_text("最後まで読み込めませんでした").wait_for()

    assert not visitor.overflows()
    page.unroute_all()
    page.get_by_role("link", name="再読み込み").click()
    page.locator("input[name=q]").wait_for()
    visitor.complaints.clear()
