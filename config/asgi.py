"""The ASGI application: Django, the files beside it, and the WebSocket."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SOUNDBITE_PROCESS", "web")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # sets Django up: what follows may import models

from typing import cast

from channels.routing import ProtocolTypeRouter, URLRouter
from starlette.types import ASGIApp

from core.receiving import Receiver
from core.serving import FileServer
from core.uploads import BodyGate
from users.websocket import JWTAuthMiddleware
from videos.permissions import judge_body
from videos.routing import websocket_urlpatterns

web = Receiver(BodyGate(FileServer(cast(ASGIApp, django_application)), judge_body), "/api/v1/uploads/")
# Any origin may open a socket: the token in the subprotocol is what counts, and no other site's page has it.
sockets = JWTAuthMiddleware(cast(ASGIApp, URLRouter(websocket_urlpatterns)))  # type: ignore[arg-type] # plain paths

application = ProtocolTypeRouter({"http": web, "websocket": sockets})
