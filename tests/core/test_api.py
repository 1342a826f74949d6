"""The one shape of errors."""

from typing import Any

import pytest
from django.db import OperationalError
from redis.exceptions import OutOfMemoryError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from core.errors import InvalidInput, NotAllowed, NotFound, Overloaded, StorageFull, WrongState


def answer_to(error: Exception) -> Any:
    class Failing(APIView):
        permission_classes = (AllowAny,)
        throttle_classes = ()
        authentication_classes = ()

        def get(self, _request: Request) -> None:
            raise error

    return Failing.as_view()(APIRequestFactory().get("/"))


@pytest.mark.parametrize(
    ("error", "status", "code", "attr"),
    [
        (NotFound(), 404, "not_found", None),
        (WrongState("wrong_state", "No."), 409, "wrong_state", None),
        (NotAllowed("level_too_low", "No."), 403, "level_too_low", None),
        (InvalidInput("odd", "Odd.", attr="start"), 400, "odd", "start"),
        (InvalidInput("odd", "Odd."), 400, "odd", None),
        (StorageFull(), 507, "disk_full", None),
    ],
)
def test_refusal_has_its_status_code_and_field(error: Exception, status: int, code: str, attr: str | None) -> None:
    response = answer_to(error)

    assert response.status_code == status
    (item,) = response.data["errors"]
    assert (item["code"], item["attr"]) == (code, attr)


@pytest.mark.parametrize(
    "error", [Overloaded(), OperationalError("no connection within 30 seconds"), OutOfMemoryError("used > maxmemory")]
)
def test_overload_says_when_to_come_back(error: Exception) -> None:
    response = answer_to(error)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response.data["errors"][0]["code"] == "overloaded"
