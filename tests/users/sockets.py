"""A client of a WebSocket application (the one of channels.testing cannot be imported without Daphne)."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Socket(ApplicationCommunicator):
    """Speaks ASGI to an application as a server would for one browser."""

    def __init__(self, application: Any, path: str, subprotocols: list[str]) -> None:
        scope = {"type": "websocket", "path": path, "query_string": b"", "headers": [], "subprotocols": subprotocols}
        super().__init__(application, scope)

    async def connect(self) -> str | None:
        """Open the socket; the subprotocol it was accepted with."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(5)
        assert answer["type"] == "websocket.accept"
        return answer["subprotocol"]

    async def say(self, **frame: str | bytes) -> None:
        await self.send_input({"type": "websocket.receive", **frame})

    async def hear(self) -> Any:
        """The next message."""
        answer = await self.receive_output(5)
        assert answer["type"] == "websocket.send"
        return json.loads(answer["text"])

    async def closing_code(self) -> int:
        """The code of the close that comes next."""
        answer = await self.receive_output(5)
        assert answer["type"] == "websocket.close"
        return answer["code"]

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wait(5)
