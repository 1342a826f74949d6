"""The addresses of transcripts, search and clips."""

from django.urls import path

from segments import views

urlpatterns = [
    path("videos/<uuid:video_id>/segments", views.SegmentListView.as_view(), name="segments"),
    path("videos/<uuid:video_id>/transcript", views.TranscriptView.as_view(), name="transcript"),
    path("search", views.SearchView.as_view(), name="search"),
    path("search/suggest", views.SuggestView.as_view(), name="suggest"),
    path("clips", views.ClipListView.as_view(), name="clips"),
    path("clips/<uuid:clip_id>", views.ClipView.as_view(), name="clip"),
]
content_urlpatterns = [
    path("segment/<uuid:clip_id>.jpg", views.ClipPosterView.as_view(), name="content-poster"),
    path("segment/<uuid:clip_id>.<str:suffix>", views.ClipFileView.as_view(), name="content-segment"),
]
