"""The addresses of videos, requests and sessions."""

from django.urls import path

from videos import caption_views, follow_views, hearing_views, rerun_views, resumable_views, storage_views, views

urlpatterns = [
    path("videos", views.VideoListView.as_view(), name="videos"),
    path("videos/<uuid:video_id>", views.VideoView.as_view(), name="video"),
    path("uploads", resumable_views.UploadListView.as_view(), name="uploads"),
    path("uploads/<uuid:upload_id>", resumable_views.UploadView.as_view(), name="upload"),
    path("uploads/<uuid:upload_id>/captions", caption_views.UploadCaptionsView.as_view(), name="upload-captions"),
    path("videos/<uuid:video_id>/captions", caption_views.VideoCaptionsView.as_view(), name="video-captions"),
    path("videos/<uuid:video_id>/transcribe", rerun_views.TranscribeView.as_view(), name="video-transcribe"),
    path("channels", views.ChannelListView.as_view(), name="channels"),
    path("users/me/storage", storage_views.OwnStorageView.as_view(), name="own-storage"),
    path("users/me/storage/videos", storage_views.OwnStoredVideosView.as_view(), name="own-stored-videos"),
    path("storage", storage_views.StorageView.as_view(), name="storage"),
    path("storage/people", storage_views.PeopleStorageView.as_view(), name="storage-people"),
    path("storage/retention", storage_views.RetentionView.as_view(), name="storage-retention"),
    path("engines", hearing_views.HearingView.as_view(), name="engines"),
    path("lookup", views.LookupView.as_view(), name="lookup"),
    path("follows", follow_views.FollowListView.as_view(), name="follows"),
    path("follows/<uuid:follow_id>", follow_views.FollowView.as_view(), name="follow"),
    path("follows/<uuid:follow_id>/look", follow_views.FollowLookView.as_view(), name="follow-look"),
    path("requests", views.RequestListView.as_view(), name="requests"),
    path("requests/<uuid:request_id>", views.RequestView.as_view(), name="request"),
    path("requests/<uuid:request_id>/process", views.ProcessView.as_view(), name="request-process"),
    path("requests/<uuid:request_id>/cancel", views.CancelView.as_view(), name="request-cancel"),
    path("requests/<uuid:request_id>/retry", views.RetryView.as_view(), name="request-retry"),
    path("sessions", views.SessionListView.as_view(), name="sessions"),
    path("sessions/<uuid:session_id>", views.SessionView.as_view(), name="session"),
]
content_urlpatterns = [
    path(f"{kind}/<str:name>", views.ContentView.as_view(), {"kind": kind}, name=f"content-{kind}")
    for kind in ("video", "audio", "thumbnail")
]
