"""The payloads of events and their documentation say the same."""

from typing import Any

import pytest

from tests.factories import make_request
from videos import dispatch, events, serializers
from videos.models import ProcessingSession

pytestmark = pytest.mark.django_db


def keys(serializer: Any) -> Any:
    """The field names of a serializer, nested."""
    child = getattr(serializer, "child", None)
    if child is not None and getattr(child, "fields", None):
        return [keys(child)]
    fields = getattr(serializer, "fields", None)
    return {name: keys(field) for name, field in fields.items()} if fields else None


def shape(value: Any, like: Any) -> Any:
    if isinstance(like, dict) and isinstance(value, dict):
        return {name: shape(item, like.get(name)) for name, item in value.items()}
    if isinstance(like, list):
        return [shape(item, like[0]) for item in value[:1]]
    return like if isinstance(like, dict) and value is None else None


def test_payloads_have_the_documented_fields() -> None:
    request = make_request(error_code="x", error_detail="y")
    dispatch.dispatch()
    request.refresh_from_db()
    session = ProcessingSession.objects.get()
    place: events.Place = {"queue_position": None, "queue_length": 0, "eta_seconds": None}

    for payload, serializer in (
        (events.request_payload(request, place), serializers.RequestSerializer()),
        (events.session_payload(session, None), serializers.SessionSerializer()),
    ):
        documented = keys(serializer)
        assert shape(payload, documented) == documented
