"""Videos, requests and runs in Django's admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from videos import services
from videos.models import Follow, IngestedFile, ProcessingSession, ProcessingStep, Video, VideoRequest


@admin.register(Video)
class VideoAdmin(admin.ModelAdmin):
    list_display = ("title", "owner", "platform", "visibility", "status", "duration", "segment_count", "created_at")
    list_filter = ("status", "visibility", "platform", "language", "engine")
    search_fields = ("title", "channel_name", "source_url", "owner__email")
    raw_id_fields = ("owner", "processed_by")
    readonly_fields = ("created_at",)
    date_hierarchy = "created_at"

    def delete_model(self, _request: HttpRequest, obj: Video) -> None:
        services.remove_video(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Video]) -> None:
        for video in queryset:
            services.remove_video(video)


@admin.register(VideoRequest)
class VideoRequestAdmin(admin.ModelAdmin):
    list_display = ("video", "user", "status", "requested_at", "prioritized_at", "completed_at", "error_code")
    list_filter = ("status", "error_code")
    search_fields = ("video__title", "user__email")
    raw_id_fields = ("user", "video", "session")
    readonly_fields = ("requested_at",)
    date_hierarchy = "requested_at"


@admin.register(Follow)
class FollowAdmin(admin.ModelAdmin):
    list_display = ("title", "user", "kind", "platform", "last_checked_at", "next_check_at", "failures", "error_code")
    list_filter = ("kind", "platform", "error_code")
    search_fields = ("title", "source_url", "user__email")
    raw_id_fields = ("user",)
    date_hierarchy = "created_at"


class StepInline(admin.TabularInline):
    model = ProcessingStep
    extra = 0
    can_delete = False
    readonly_fields = tuple(field.name for field in ProcessingStep._meta.fields)

    def has_add_permission(self, *_args: Any) -> bool:
        return False


@admin.register(ProcessingSession)
class ProcessingSessionAdmin(admin.ModelAdmin):
    list_display = ("video", "generation", "status", "attempt", "started_by", "started_at", "ended_at", "error_code")
    list_filter = ("status", "error_code")
    search_fields = ("video__title", "started_by__email")
    raw_id_fields = ("video", "started_by")
    inlines = (StepInline,)
    date_hierarchy = "started_at"


@admin.register(ProcessingStep)
class ProcessingStepAdmin(admin.ModelAdmin):
    list_display = ("name", "session", "kind", "status", "attempt", "progress", "heartbeat_at")
    list_filter = ("status", "kind", "name")
    raw_id_fields = ("session",)


@admin.register(IngestedFile)
class IngestedFileAdmin(admin.ModelAdmin):
    """What the watched folder and `manage.py ingest` came across. Deleting a row has its file looked at again."""

    list_display = ("path", "owner", "status", "error_code", "error_detail", "video", "looked_at")
    list_filter = ("status", "error_code")
    search_fields = ("path", "owner__email")
    raw_id_fields = ("owner", "video")
    date_hierarchy = "looked_at"
