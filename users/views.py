"""Accounts over HTTP. Browsers (`X-Client: web`) carry the refresh token as a cookie, programs in the body."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import get_language_from_request
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView
from rest_framework_simplejwt.settings import api_settings

from core.api import Refusal
from core.errors import InvalidInput, NotFound
from users import services
from users.models import ApiKey, User
from users.permissions import AccountThrottle, InPerson, LogInThrottle, PasswordResetThrottle, SignUpThrottle
from users.serializers import (
    LONGEST_TOKEN,
    AccountDeletionInput,
    ApiKeyInput,
    ApiKeySerializer,
    LogInInput,
    NewApiKeySerializer,
    NewPasswordInput,
    PasswordChangeInput,
    PasswordResetInput,
    RefreshInput,
    SignedInSerializer,
    SignUpInput,
    TokensSerializer,
    UserSerializer,
)

COOKIE = "soundbite_refresh"
COOKIE_PATH = "/api/v1/auth/"
WEB_CLIENT = OpenApiParameter(
    "X-Client", str, OpenApiParameter.HEADER, description="`web`: the refresh token travels as an HttpOnly cookie."
)


class AccountView(APIView):
    """What the views of accounts share: a weak password is refused with Django's own codes."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, DjangoValidationError):
            exc = serializers.ValidationError(serializers.as_serializer_error(exc))
        return super().handle_exception(exc)

    def input(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The checked body."""
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


class OpenView(AccountView):
    """A view for people who are not signed in. It does not look at the access token, which may have expired."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class SignUpView(OpenView):
    throttle_classes = (SignUpThrottle,)

    @extend_schema(parameters=[WEB_CLIENT], request=SignUpInput, responses={201: SignedInSerializer}, auth=[])
    def post(self, request: Request) -> Response:
        """Open an account and sign in.

        400 `email_taken`, `level_not_allowed`, and for a weak password `password_too_similar`, `password_too_short`,
        `password_too_common`, `password_entirely_numeric`.
        """
        user = services.sign_up(**self.input(SignUpInput))
        return signed_in(request, user, status.HTTP_201_CREATED)


class LogInView(OpenView):
    throttle_classes = (LogInThrottle, AccountThrottle)

    @extend_schema(
        parameters=[WEB_CLIENT], request=LogInInput, responses={200: SignedInSerializer, 401: Refusal}, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Sign in. 401 `wrong_credentials` does not tell an unknown address from a wrong password."""
        user = services.log_in(**self.input(LogInInput))
        return signed_in(request, user, status.HTTP_200_OK)


class RefreshView(OpenView):
    @extend_schema(
        parameters=[WEB_CLIENT], request=RefreshInput, responses={200: TokensSerializer, 401: Refusal}, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair; the old one is dead. 401 `token_not_valid`."""
        # A refusal leaves the cookie alone: another tab may have been given a new one meanwhile.
        tokens = services.rotate_tokens(sent_token(request, self.input(RefreshInput)))
        return with_tokens(request, tokens, {}, status.HTTP_200_OK)


class LogOutView(OpenView):
    @extend_schema(parameters=[WEB_CLIENT], request=RefreshInput, responses={204: None}, auth=[])
    def post(self, request: Request) -> Response:
        """End the session of a refresh token, which may be dead already."""
        services.log_out(sent_token(request, self.input(RefreshInput)))
        return without_cookie(request)


class PasswordResetView(OpenView):
    throttle_classes = (LogInThrottle, PasswordResetThrottle)

    @extend_schema(request=PasswordResetInput, responses={204: None}, auth=[])
    def post(self, request: Request) -> Response:
        """Have a link to a new password sent, in the language of Accept-Language.

        The answer is the same whether there is an account with this address or not.
        """
        services.ask_password_reset(self.input(PasswordResetInput)["email"], get_language_from_request(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NewPasswordView(OpenView):
    throttle_classes = (LogInThrottle,)

    @extend_schema(request=NewPasswordInput, responses={204: None}, auth=[])
    def post(self, _request: Request) -> Response:
        """Set a new password by such a link. Every token of the account is dead afterwards.

        400 `reset_link_invalid`, and for a weak password the codes of signing up.
        """
        services.reset_password(**self.input(NewPasswordInput))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApiKeyListView(GenericAPIView[ApiKey], AccountView):
    """One's keys for programs. A key may do what its person may, but for passwords, keys and the account."""

    serializer_class = ApiKeySerializer
    permission_classes = (InPerson,)

    @extend_schema(responses=ApiKeySerializer(many=True))
    def get(self, request: Request) -> Response:
        """One's keys, newest first, without their text."""
        page = self.paginate_queryset(signed_in_user(request).api_keys.order_by("-created", "id"))
        return self.get_paginated_response(ApiKeySerializer(page, many=True).data)

    @extend_schema(request=ApiKeyInput, responses={201: NewApiKeySerializer})
    def post(self, request: Request) -> Response:
        """Make a key; it is shown this once. 409 `too_many_api_keys`."""
        key, text = services.make_api_key(signed_in_user(request), self.input(ApiKeyInput)["name"])
        body = {**ApiKeySerializer(key).data, "key": text}
        return uncached(Response(body, status=status.HTTP_201_CREATED))


class ApiKeyView(AccountView):
    permission_classes = (InPerson,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, key_id: UUID) -> Response:
        """Delete a key: it stops working at once."""
        deleted, _ = signed_in_user(request).api_keys.filter(pk=key_id).delete()
        if not deleted:
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordChangeView(AccountView):
    permission_classes = (InPerson,)
    throttle_classes = (AccountThrottle,)

    @extend_schema(request=PasswordChangeInput, responses={204: None})
    def post(self, request: Request) -> Response:
        """Change the password. Every token of the account is dead afterwards, the asker's too: log in again.

        400 `wrong_password`, and for a weak one the codes of signing up.
        """
        services.change_password(signed_in_user(request), **self.input(PasswordChangeInput))
        return without_cookie(request)


class MeView(AccountView):
    password_throttles: ClassVar[tuple[type[BaseThrottle], ...]] = (AccountThrottle,)

    def get_throttles(self) -> list[BaseThrottle]:
        return [throttle() for throttle in self.password_throttles] if self.request.method == "DELETE" else []

    def get_permissions(self) -> list[BasePermission]:
        return [InPerson() if self.request.method == "DELETE" else IsAuthenticated()]

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """One's own account."""
        return Response(UserSerializer(signed_in_user(request)).data)

    @extend_schema(request=UserSerializer, responses=UserSerializer)
    def patch(self, request: Request) -> Response:
        """Change one's name; the other fields are not one's own to change and are passed over."""
        user = signed_in_user(request)
        changes = UserSerializer(user, data=request.data, partial=True)
        changes.is_valid(raise_exception=True)
        if "full_name" in changes.validated_data:
            services.rename(user, changes.validated_data["full_name"])
        return Response(UserSerializer(user).data)

    @extend_schema(request=AccountDeletionInput, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete one's account, all that is one's own, and every session. The body is `{"password": "..."}`.

        400 `wrong_password`.
        """
        services.delete_account(signed_in_user(request), **self.input(AccountDeletionInput))
        return without_cookie(request)


def signed_in_user(request: Request) -> User:
    """The asker. The views that call this are closed to anonymous people."""
    if not isinstance(request.user, User):
        raise TypeError(f"{request.path} was reached without an account")
    return request.user


def signed_in(request: Request, user: User, status_code: int) -> Response:
    """The answer to someone who has just proved who they are."""
    return with_tokens(request, services.issue_tokens(user), {"user": UserSerializer(user).data}, status_code)


def is_web_client(request: Request) -> bool:
    return bool(request.headers.get("X-Client") == "web")


def sent_token(request: Request, body: dict[str, Any]) -> str:
    """The refresh token of the body, else of the cookie.

    The cookie counts only with the X-Client header, which no other site can send without our leave.
    """
    if "refresh" in body:
        return str(body["refresh"])
    if not is_web_client(request):
        raise InvalidInput("required", "This field is required.", attr="refresh")
    return request.COOKIES.get(COOKIE, "")[:LONGEST_TOKEN]


def with_tokens(request: Request, tokens: services.Tokens, body: dict[str, Any], status_code: int) -> Response:
    """A body with the access token, and the refresh token where the client wants it."""
    body = {**body, "access": tokens.access}
    if not is_web_client(request):
        return uncached(Response({**body, "refresh": tokens.refresh}, status=status_code))
    response = Response(body, status=status_code)
    response.set_cookie(
        COOKIE,
        tokens.refresh,
        max_age=int(api_settings.REFRESH_TOKEN_LIFETIME.total_seconds()),
        path=COOKIE_PATH,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return uncached(response)


def without_cookie(request: Request) -> Response:
    response = Response(status=status.HTTP_204_NO_CONTENT)
    if is_web_client(request):
        response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Strict")
    return response


def uncached(response: Response) -> Response:
    """Tokens stay out of every cache (RFC 6749, section 5.1)."""
    response["Cache-Control"] = "no-store"
    return response
