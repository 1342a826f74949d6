"""What every API answer has in common: the shape of errors and of lists."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from drf_standardized_errors.types import Error
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError as RedisOutOfMemoryError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rest_framework import serializers
from rest_framework.exceptions import APIException, AuthenticationFailed, ErrorDetail, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from core.database import DATABASE_AWAY
from core.errors import ApplicationError, Overloaded


class RefusalError(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class Refusal(serializers.Serializer[Any]):
    """The one error shape. Codes are stable, `attr` is the input that is wrong."""

    type = serializers.ChoiceField(choices=("validation_error", "client_error", "server_error"))
    errors = RefusalError(many=True)  # type: ignore[assignment] # the wire's name is also a property's


class Pages(PageNumberPagination):
    """`{"count", "next", "previous", "results"}`; `?page_size=` up to 100."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100


class ExceptionHandler(StandardHandler):
    """Turns our refusals, and a database or Redis that does not answer or is full, into the one error shape."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, (*DATABASE_AWAY, RedisConnectionError, RedisTimeoutError, RedisOutOfMemoryError)):
            exc = Overloaded()
        if isinstance(exc, ApplicationError):
            return as_api_exception(exc)
        if isinstance(exc, AuthenticationFailed) and isinstance(exc.detail, dict):
            exc.detail = exc.detail["detail"]  # simplejwt adds a list of what it tried
        if isinstance(exc, RecursionError):
            return ParseError("The JSON is nested too deeply.")
        if isinstance(exc, SuspiciousOperation):
            return ParseError("The form has too many fields or files.")
        converted: Exception = super().convert_known_exceptions(exc)
        return converted


class ErrorFormatter(ExceptionFormatter):
    """The one shape, also where a sentence repeats what was sent: half a surrogate pair is no text."""

    def get_errors(self) -> list[Error]:
        errors: list[Error] = super().get_errors()
        return [Error(error.code, writable(error.detail), error.attr) for error in errors]


def writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class AnyAccept(DefaultContentNegotiation):
    """For files: each has one type, whatever the client says it accepts."""

    def get_accept_list(self, _request: Request) -> list[str]:
        return ["*/*"]


def as_api_exception(error: ApplicationError) -> APIException:
    """The REST framework's form of a refusal."""
    if error.attr and error.status == 400:
        return ValidationError({error.attr: [ErrorDetail(error.detail, code=error.code)]})
    exception = APIException(error.detail, code=error.code)
    exception.status_code = error.status
    if error.retry_after:
        exception.wait = error.retry_after  # type: ignore[attr-defined] # the handler reads it for Retry-After
    return exception


def error_body(status: int, code: str, detail: str) -> dict[str, Any]:
    """The wire shape, for answers that are given before or beside the REST framework."""
    kind = "server_error" if status >= 500 else "client_error"
    return {"type": kind, "errors": [{"code": code, "detail": detail, "attr": None}]}


def not_found(_request: HttpRequest, exception: Exception) -> JsonResponse:  # noqa: ARG001 -- Django names it
    """Django's 404 in our shape."""
    return JsonResponse(error_body(404, "not_found", "Not found."), status=404)


def bad_request(_request: HttpRequest, exception: Exception) -> JsonResponse:  # noqa: ARG001 -- Django names it
    """Django's 400 in our shape: a header or an address that cannot be read."""
    return JsonResponse(error_body(400, "bad_request", "The request cannot be read."), status=400)


def server_error(_request: HttpRequest) -> JsonResponse:
    """Django's 500 in our shape."""
    return JsonResponse(error_body(500, "error", "A server error occurred."), status=500)
