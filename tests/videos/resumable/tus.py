"""What the tests of resumable uploads send, by tus 1.0.0, through the whole ASGI application."""

import base64

import httpx
from asgiref.sync import sync_to_async
from rest_framework_simplejwt.tokens import AccessToken

from config.asgi import application
from users.models import User

FILM = b"a film" * 1000
BODY = {"Content-Type": "application/offset+octet-stream"}
TUS = {"Tus-Resumable": "1.0.0"}
ORIGIN = "http://localhost:3000"
in_database = sync_to_async


def client_of(user: User | None) -> httpx.AsyncClient:
    signed = {"Authorization": f"Bearer {AccessToken.for_user(user)}"} if user else {}
    transport = httpx.ASGITransport(application)  # type: ignore[arg-type] # Channels' types are its own
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers={**TUS, **signed})


def metadata(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


async def begin(client: httpx.AsyncClient, length: int | str = len(FILM), **pairs: str) -> httpx.Response:
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**{"filename": "My film.mp4", **pairs})}
    return await client.post("/api/v1/uploads/", headers=headers)


async def send(client: httpx.AsyncClient, place: str, body: bytes, offset: int = 0, **headers: str) -> httpx.Response:
    return await client.patch(place, content=body, headers={**BODY, "Upload-Offset": str(offset), **headers})


async def place_of(client: httpx.AsyncClient, **pairs: str) -> str:
    begun = await begin(client, **pairs)
    assert begun.status_code == 201, begun.text
    return begun.headers["location"]


async def whole(client: httpx.AsyncClient, body: bytes = FILM, **pairs: str) -> httpx.Response:
    begun = await begin(client, len(body), **pairs)
    return await send(client, begun.headers["location"], body)


def codes(response: httpx.Response) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]
