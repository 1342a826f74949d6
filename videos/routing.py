"""The address of the socket."""

from django.urls import path

from videos.consumers import ProgressConsumer

websocket_urlpatterns = [path("ws/progress/", ProgressConsumer.as_asgi())]  # type: ignore[arg-type] # Channels routes ASGI applications
