"""The addresses of Reuv Play, from the root of the host. `core.http.OptionalSlash` lets each end in a slash or not."""

from django.urls import path

from reuvplay import views

urlpatterns = [
    path("user/signup", views.SignUpView.as_view(), name="reuvplay-signup"),
    path("user/login", views.LogInView.as_view(), name="reuvplay-login"),
    path("video", views.VideoListView.as_view(), name="reuvplay-videos"),
    path("video/watch", views.WatchView.as_view(), name="reuvplay-watch"),
    path("video/stream", views.StreamView.as_view(), name="reuvplay-stream"),
    path("video/search", views.SearchView.as_view(), name="reuvplay-search"),
    path("video/request", views.RequestView.as_view(), name="reuvplay-request"),
    path("video/request/data", views.QueueView.as_view(), name="reuvplay-queue"),
    path("video/request/data/completed", views.CompletedView.as_view(hint="got_requested_completed_data")),
    path("video/process", views.ProcessView.as_view(), name="reuvplay-process"),
    path("video/process/status", views.StatusView.as_view(), name="reuvplay-status"),
    path("video/process/status/completed", views.CompletedView.as_view(hint="got_process_completed_data")),
]
content_urlpatterns = [
    path("thumbnail/<str:name>", views.ThumbnailView.as_view(), {"kind": "thumbnail"}, name="reuvplay-thumbnail"),
    path("segment/<uuid:clip_id>.mp4", views.ClipView.as_view(), {"suffix": "mp4"}, name="reuvplay-clip"),
]
