"""Requests each in one thread, that is kept for others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from core import handler
from core.handler import OneThreadHandler

seen: list[int] = []
together = threading.Barrier(2, timeout=20)
entered, go_on = threading.Event(), threading.Event()


def note(**_: object) -> None:
    seen.append(threading.get_ident())


class Hooks(MiddlewareMixin):
    """Has hooks before and after the view, as most of Django's own do."""

    def process_request(self, _request: HttpRequest) -> None:
        note()

    def process_response(self, _request: HttpRequest, response: HttpResponse) -> HttpResponse:
        note()
        return response


def sync_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        note()
        return get_response(request)

    return middleware


def view(_request: HttpRequest) -> HttpResponse:
    note()
    return HttpResponse("done")


def meeting(_request: HttpRequest) -> HttpResponse:
    together.wait()
    return HttpResponse(str(threading.get_ident()))


def slow(_request: HttpRequest) -> HttpResponse:
    entered.set()
    go_on.wait(20)
    note()
    return HttpResponse("too late")


def broken(_request: HttpRequest) -> HttpResponse:
    raise ValueError


urlpatterns = [path("view", view), path("meeting", meeting), path("broken", broken), path("slow", slow)]
handler500 = "core.api.server_error"


@pytest.fixture(autouse=True)
def django(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined] # pytest-django's
    settings.MIDDLEWARE = [f"{__name__}.Hooks", f"{__name__}.sync_only", f"{__name__}.Hooks"]  # type: ignore[attr-defined]
    seen.clear()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(OneThreadHandler(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


async def test_middleware_view_and_signals_share_one_thread_and_so_does_the_next_request(
    client: httpx.AsyncClient,
) -> None:
    request_started.connect(note)
    request_finished.connect(note)
    try:
        answers = [await client.get("/view"), await client.get("/broken"), await client.get("/view")]
    finally:
        request_started.disconnect(note)
        request_finished.disconnect(note)
    assert [answer.status_code for answer in answers] == [200, 500, 200]
    assert len(seen) == 3 * (2 + 5) + 2  # the signals and five hooks of each request, and two views
    assert set(seen) == {seen[0]} != {threading.get_ident()}


async def test_requests_at_once_have_threads_of_their_own_and_few_are_kept(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "MOST_IDLE", 1)
    before = threading.active_count()

    threads = {answer.text for answer in await asyncio.gather(client.get("/meeting"), client.get("/meeting"))}

    assert len(threads) == 2
    async with asyncio.timeout(20):
        while threading.active_count() > before + 1:
            await asyncio.sleep(0.01)
    await client.get("/view")
    assert str(seen[0]) in threads


async def test_thread_of_a_client_that_left_is_handed_on_when_it_is_free() -> None:
    tested = OneThreadHandler()
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, object]:
        if messages:
            return messages.pop()
        await asyncio.to_thread(entered.wait, 20)
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        return {"type": "http.disconnect"}

    async def send(_message: object) -> None:
        pytest.fail("nobody is there any more")

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/slow",
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
    }
    await tested(scope, receive, send)

    assert go_on.is_set()
    assert len(seen) == 6  # five hooks and the view have come to their end
