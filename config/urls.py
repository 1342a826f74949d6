"""The map of addresses."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularSwaggerSplitView

import reuvplay.urls
import segments.urls
import videos.urls
from config.health import healthz, readyz
from config.schema import SchemaView
from config.web import app

handler400 = "core.api.bad_request"
handler404 = "config.web.not_found"
handler500 = "core.api.server_error"

APP_PLACES = (
    "",
    "watch/<str:video>",
    "add",
    "queue",
    "library",
    "follows",
    "storage",
    "login",
    "signup",
    "account",
    "password/reset",
    "password/new",
)
"""The addresses of frontend/src/app/router.tsx."""

urlpatterns = [
    path("api/v1/", include("segments.urls")),  # tried in this order: search first
    path("api/v1/", include("videos.urls")),
    path("api/v1/", include("users.urls")),
    *(path(place, app) for place in APP_PLACES),
    path("admin/", admin.site.urls),
    path("api/schema", SchemaView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(url_name="schema", metadata_class=None), name="docs"),
    path("", include("reuvplay.urls")),
    path("content/", include(reuvplay.urls.content_urlpatterns)),
    path("content/", include(videos.urls.content_urlpatterns)),
    path("content/", include(segments.urls.content_urlpatterns)),
    path("", include(segments.urls.share_urlpatterns)),
    path("favicon.ico", RedirectView.as_view(url="/favicon.svg")),  # where browsers look if a page names none
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
