"""The addresses of transcripts, search, clips with their shares, and supercuts."""

from django.urls import path, re_path

from segments import edit_views, supercut_views, views
from segments.sharing import api, pages

urlpatterns = [
    path("search", views.SearchView.as_view(), name="search"),
    path("search/suggest", views.SuggestView.as_view(), name="suggest"),
    path("videos/<uuid:video_id>/segments", views.SegmentListView.as_view(), name="segments"),
    path("videos/<uuid:video_id>/transcript", views.TranscriptView.as_view(), name="transcript"),
    path("videos/<uuid:video_id>/segments/merge", edit_views.SegmentMergeView.as_view(), name="segment-merge"),
    path("segments/replace", edit_views.SegmentReplaceView.as_view(), name="segment-replace"),
    path("segments/undo", edit_views.UndoManyView.as_view(), name="segments-undo"),
    path("segments/<uuid:segment_id>", edit_views.SegmentView.as_view(), name="segment"),
    path("segments/<uuid:segment_id>/split", edit_views.SegmentSplitView.as_view(), name="segment-split"),
    path("segments/<uuid:segment_id>/history", edit_views.SegmentHistoryView.as_view(), name="segment-history"),
    path("segments/<uuid:segment_id>/undo", edit_views.SegmentUndoView.as_view(), name="segment-undo"),
    path("clips", views.ClipListView.as_view(), name="clips"),
    path("clips/<uuid:clip_id>", views.ClipView.as_view(), name="clip"),
    path("supercuts", supercut_views.SupercutListView.as_view(), name="supercuts"),
    path("supercuts/<uuid:supercut_id>", supercut_views.SupercutView.as_view(), name="supercut"),
    path("supercuts/<uuid:supercut_id>/export", supercut_views.SupercutExportView.as_view(), name="supercut-export"),
    path("clips/<uuid:clip_id>/links", api.ClipLinkListView.as_view(), name="clip-links"),
    path("supercuts/<uuid:supercut_id>/links", api.SupercutLinkListView.as_view(), name="supercut-links"),
    path("links/<uuid:link_id>", api.LinkView.as_view(), name="link"),
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
SHARE = "(?P<share_id>[0-9A-Za-z]{11,32})"
share_urlpatterns = [
    re_path(f"^c/{SHARE}$", pages.SharedPage.as_view(), name="share"),
    re_path(f"^c/{SHARE}/state$", pages.ShareState.as_view(), name="share-state"),
    re_path(f"^c/{SHARE}/captions\\.vtt$", pages.CaptionsFile.as_view(), name="share-captions"),
    re_path(f"^embed/{SHARE}$", pages.EmbedPage.as_view(), name="embed"),
    re_path("^(?:c|embed)/", pages.MissingPage.as_view()),
    path("oembed", api.OEmbedView.as_view(), name="oembed"),
]
