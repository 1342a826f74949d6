"""The addresses of transcripts, search, clips and supercuts."""

from django.urls import path

from segments import supercut_views, views

urlpatterns = [
    path("videos/<uuid:video_id>/segments", views.SegmentListView.as_view(), name="segments"),
    path("videos/<uuid:video_id>/transcript", views.TranscriptView.as_view(), name="transcript"),
    path("search", views.SearchView.as_view(), name="search"),
    path("search/suggest", views.SuggestView.as_view(), name="suggest"),
    path("clips", views.ClipListView.as_view(), name="clips"),
    path("clips/<uuid:clip_id>", views.ClipView.as_view(), name="clip"),
    path("supercuts", supercut_views.SupercutListView.as_view(), name="supercuts"),
    path("supercuts/<uuid:supercut_id>", supercut_views.SupercutView.as_view(), name="supercut"),
    path("supercuts/<uuid:supercut_id>/export", supercut_views.SupercutExportView.as_view(), name="supercut-export"),
]
content_urlpatterns = [
    path("segment/<uuid:clip_id>.jpg", views.ClipPosterView.as_view(), name="content-poster"),
    path("segment/<uuid:clip_id>.<str:suffix>", views.ClipFileView.as_view(), name="content-segment"),
    path(
        "supercut/<uuid:supercut_id>.<str:suffix>",
        supercut_views.SupercutFileView.as_view(),
        name="content-supercut",
    ),
]
