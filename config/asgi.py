"""The ASGI application: Django, the files beside it, and the WebSocket."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SOUNDBITE_PROCESS", "web")

import django

django.setup(set_prefix=False)  # what follows may import models

from typing import cast

from channels.routing import ProtocolTypeRouter, URLRouter
from starlette.types import ASGIApp

import config.urls  # noqa: F401 -- all views, or the first request would wait for them
from core.handler import OneThreadHandler
from core.receiving import Receiver
from core.serving import FileServer
from core.uploads import BodyGate
from users.websocket import JWTAuthMiddleware
from videos.permissions import judge_body
from videos.routing import websocket_urlpatterns

web = Receiver(BodyGate(FileServer(cast(ASGIApp, OneThreadHandler())), judge_body), "/api/v1/uploads/")
# Any origin may open a socket: the token in the subprotocol is what counts, and no other site's page has it.
sockets = JWTAuthMiddleware(cast(ASGIApp, URLRouter(websocket_urlpatterns)))  # type: ignore[arg-type] # plain paths

application = ProtocolTypeRouter({"http": web, "websocket": sockets})

# What was imported stays. To look through all of it for garbage once in 700 requests would halt them for 80 ms.
gc.collect()
gc.freeze()
