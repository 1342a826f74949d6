"""Corrections of transcripts over HTTP: for owners and staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api import Refusal
from segments.edit_serializers import (
    EditListSerializer,
    EditSerializer,
    LineChange,
    MergeInput,
    ReplaceInput,
    ReplacementSerializer,
    SegmentsSerializer,
    SplitInput,
    UndoInput,
    UndoManyInput,
)
from segments.editing import changes, history, replacing
from segments.editing.replacing import Found
from segments.serializers import SegmentSerializer
from segments.views import line_answer
from videos.views import person

REFUSALS = {403: Refusal, 404: Refusal, 409: Refusal}


def answer(lines: list[Any]) -> Response:
    return Response({"results": [line_answer(line, with_words=True, is_editor=True) for line in lines]})


class SegmentView(APIView):
    """One line: its text and times."""

    @extend_schema(request=LineChange, responses={200: SegmentSerializer, **REFUSALS})
    def patch(self, request: Request, segment_id: UUID) -> Response:
        asked = LineChange(data=request.data)
        asked.is_valid(raise_exception=True)
        line = changes.change_line(person(request), segment_id, asked.change())
        return Response(line_answer(line, with_words=True, is_editor=True))


class SegmentSplitView(APIView):
    """Two lines out of one."""

    @extend_schema(request=SplitInput, responses={200: SegmentsSerializer, **REFUSALS})
    def post(self, request: Request, segment_id: UUID) -> Response:
        asked = SplitInput(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        where = {"word": given.get("word"), "offset": given.get("offset")}
        return answer(changes.split_line(person(request), segment_id, given["version"], **where))


class SegmentMergeView(APIView):
    """One line out of neighbours."""

    @extend_schema(request=MergeInput, responses={200: SegmentSerializer, **REFUSALS})
    def post(self, request: Request, video_id: UUID) -> Response:
        asked = MergeInput(data=request.data)
        asked.is_valid(raise_exception=True)
        line = changes.merge_lines(person(request), video_id, asked.lines())
        return Response(line_answer(line, with_words=True, is_editor=True))


class SegmentReplaceView(APIView):
    """Find and replace in one video or many."""

    @extend_schema(request=ReplaceInput, responses={200: ReplacementSerializer, **REFUSALS})
    def post(self, request: Request) -> Response:
        asked = ReplaceInput(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        if given["preview"]:
            made = replacing.preview(person(request), given["video_ids"], asked.wish())
        else:
            made = replacing.replace_all(person(request), given["video_ids"], asked.wish(), asked.chosen())
        return Response({"lines": made.lines, "count": made.count, "results": [shown(found) for found in made.found]})


def shown(found: Found) -> dict[str, Any]:
    return {
        "segment_id": found.segment.pk,
        "video_id": found.segment.video_id,
        "version": found.segment.version,
        "start": found.segment.start,
        "before": found.before,
        "after": found.after,
        "count": found.count,
        "places": found.places,
    }


class SegmentHistoryView(APIView):
    """What was corrected in a line, newest first."""

    @extend_schema(responses={200: EditListSerializer, 403: Refusal, 404: Refusal})
    def get(self, request: Request, segment_id: UUID) -> Response:
        edits = history.history(person(request), segment_id)
        return Response({"results": EditSerializer(edits, many=True).data})


class SegmentUndoView(APIView):
    """Takes the last correction of a line back."""

    @extend_schema(request=UndoInput, responses={200: SegmentsSerializer, **REFUSALS})
    def post(self, request: Request, segment_id: UUID) -> Response:
        asked = UndoInput(data=request.data)
        asked.is_valid(raise_exception=True)
        return answer(history.undo(person(request), segment_id, asked.validated_data["version"]))


class UndoManyView(APIView):
    """Takes the last correction of each of several lines back: all or nothing."""

    @extend_schema(
        operation_id="segments_undo_many", request=UndoManyInput, responses={200: SegmentsSerializer, **REFUSALS}
    )
    def post(self, request: Request) -> Response:
        asked = UndoManyInput(data=request.data)
        asked.is_valid(raise_exception=True)
        return answer(history.undo_all(person(request), asked.lines()))
