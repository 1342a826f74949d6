"""Lines and clips in Django's admin."""

from typing import Any

from django.contrib import admin

from segments.models import Clip, ClipAsker, Edit, Segment, ShareLink, Supercut, SupercutPart, Transcription
from segments.search_models import SearchTerm, SearchTitle, SearchWindow, WindowMeaning


class ReadOnly(admin.ModelAdmin):
    """What the product writes itself."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Segment)
class SegmentAdmin(ReadOnly):
    list_display = ("text", "video", "start", "end", "index", "generation", "doubtful")
    list_filter = ("track", "doubtful")
    search_fields = ("video__title",)
    show_full_result_count = False


@admin.register(Edit)
class EditAdmin(ReadOnly):
    list_display = ("video", "kind", "editor", "created_at", "undone_at")
    list_filter = ("kind",)
    search_fields = ("video__title", "editor__email")
    date_hierarchy = "created_at"


@admin.register(Transcription)
class TranscriptionAdmin(ReadOnly):
    list_display = (
        "video",
        "track",
        "generation",
        "reached",
        "segment_count",
        "engine",
        "model",
        "language",
        "quality",
    )
    list_filter = ("track", "engine", "language", "quality", "source")
    search_fields = ("video__title",)


@admin.register(SearchWindow)
class SearchWindowAdmin(ReadOnly):
    list_display = ("video", "generation", "first", "is_public")
    exclude = ("vector",)
    show_full_result_count = False


@admin.register(SearchTerm)
class SearchTermAdmin(ReadOnly):
    list_display = ("text", "windows", "uses")
    search_fields = ("text__startswith",)
    show_full_result_count = False


@admin.register(SearchTitle)
class SearchTitleAdmin(ReadOnly):
    list_display = ("video", "vector")
    search_fields = ("video__title",)
    show_full_result_count = False


@admin.register(WindowMeaning)
class WindowMeaningAdmin(ReadOnly):
    list_display = ("window", "numbers")
    list_select_related = ("window__video",)
    show_full_result_count = False

    def numbers(self, meaning: WindowMeaning) -> int:
        """How many its vector has."""
        return len(meaning.vector)


class AskerInline(admin.TabularInline):
    model = ClipAsker
    extra = 0
    can_delete = False
    readonly_fields = ("user", "is_waiting")

    def has_add_permission(self, *_args: Any) -> bool:
        return False


@admin.register(Clip)
class ClipAdmin(ReadOnly):
    list_display = (
        "video",
        "start",
        "end",
        "purpose",
        "format",
        "status",
        "asker",
        "size_bytes",
        "last_used_at",
        "error_code",
    )
    list_filter = ("status", "purpose", "format", "captions", "crop", "error_code")
    search_fields = ("video__title", "text", "asker__email")
    inlines = (AskerInline,)
    date_hierarchy = "created_at"


@admin.register(ClipAsker)
class ClipAskerAdmin(ReadOnly):
    list_display = ("clip", "user", "is_waiting")
    search_fields = ("user__email",)


@admin.register(ShareLink)
class ShareLinkAdmin(ReadOnly):
    list_display = ("clip", "supercut", "maker", "created_at", "expires_at")
    search_fields = ("maker__email", "share_id")


@admin.register(Supercut)
class SupercutAdmin(ReadOnly):
    list_display = ("__str__", "owner", "format", "status", "duration", "size_bytes", "last_used_at", "error_code")
    list_filter = ("status", "format", "error_code")
    search_fields = ("query", "owner__email")
    date_hierarchy = "created_at"


@admin.register(SupercutPart)
class SupercutPartAdmin(ReadOnly):
    list_display = ("key", "video", "size_bytes", "last_used_at")
    search_fields = ("video__title",)
