"""Django behind ASGI."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http.response import HttpResponseBase

MOST_IDLE = 16
"""So many threads are kept for the requests to come."""


class OneThreadHandler(ASGIHandler):
    """Runs all of a request, middleware and view, in one thread at one go: none of ours is asynchronous.

    Django's own makes a thread for every request, and goes there and back for every hook of every middleware, a dozen
    times: that takes longer than a search. Threads are kept here for other requests.
    """

    def __init__(self) -> None:
        self._idle: list[ThreadPoolExecutor] = []
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 -- Django's signature
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await super().__call__(scope, receive, send)
        finally:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(thread)
            else:
                thread.shutdown(wait=False)

    async def get_response_async(self, request: Any) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
