"""Logging in over HTTP, and how often one may try."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from tests.factories import client_of, make_user
from tests.users.conftest import PASSWORD, bearer, codes, post
from users.models import User

pytestmark = pytest.mark.django_db


def log_in(client: APIClient, email: Any = "ada@example.org", password: Any = PASSWORD) -> Any:
    return post(client, "auth/login", {"email": email, "password": password})


@pytest.mark.parametrize("email", ["ada@example.org", "Ada@EXAMPLE.org", " ada@example.org"])
def test_log_in_finds_the_account_in_whatever_spelling(client: APIClient, user: User, email: str) -> None:
    response = log_in(client, email)

    assert response.status_code == 200
    assert response.json()["user"]["id"] == str(user.pk)
    assert bearer(response.json()["access"]).get("/api/v1/users/me").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@example.org", "another passphrase"),
        ("ada@example.org", f" {PASSWORD}"),
        ("bob@example.org", PASSWORD),
        ("gone@example.org", PASSWORD),
        ("no address", PASSWORD),
    ],
)
def test_log_in_gives_one_answer_for_whatever_is_wrong(
    client: APIClient, user: User, email: str, password: str
) -> None:
    User.objects.create_user("gone@example.org", PASSWORD, full_name="Gone", is_active=False)

    response = log_in(client, email, password)

    assert response.status_code == 401
    assert response.json() == {
        "type": "client_error",
        "errors": [{"code": "wrong_credentials", "detail": "The address or the password is wrong.", "attr": None}],
    }


@pytest.mark.parametrize("email", ["ada@example.org", "bob@example.org", "gone@example.org"])
def test_log_in_hashes_once_whoever_is_asked_for(
    client: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    User.objects.create_user("ada@example.org", PASSWORD, full_name="Ada")
    User.objects.create_user("gone@example.org", PASSWORD, full_name="Gone", is_active=False)
    hashed: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda *args, _do=original: hashed.append(args[1]) or _do(*args)
        )

    assert log_in(client, email, "another passphrase").status_code == 401

    assert hashed == ["another passphrase"]


@pytest.mark.parametrize(
    ("email", "password", "expected"),
    [
        ("ada@example.org", "p" * 10_000, ("max_length", "password")),
        ("a" * 10_000, PASSWORD, ("max_length", "email")),
        ("a\x00", PASSWORD, ("null_characters_not_allowed", "email")),
        ("a\ud800", PASSWORD, ("surrogate_characters_not_allowed", "email")),
        ("ada@example.org", "\ud800", ("surrogate_characters_not_allowed", "password")),
        (["ada@example.org"], PASSWORD, ("invalid", "email")),
        ({"email": "ada@example.org"}, PASSWORD, ("invalid", "email")),
        (None, PASSWORD, ("null", "email")),
        ("ada@example.org", None, ("null", "password")),
        ("ada@example.org", [PASSWORD], ("invalid", "password")),
    ],
)
def test_log_in_answers_odd_input(
    client: APIClient, user: User, email: Any, password: Any, expected: tuple[str, str]
) -> None:
    response = log_in(client, email, password)

    assert response.status_code == 400
    assert codes(response) == [expected]


def from_somewhere() -> APIClient:
    """A client at an address that no other test has used."""
    return APIClient(REMOTE_ADDR=uuid.uuid4().hex)


def rate(monkeypatch: pytest.MonkeyPatch, scope: str) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, "2/hour")


def assert_throttled(response: Any) -> None:
    assert response.status_code == 429
    assert codes(response) == [("throttled", None)]
    assert 0 < int(response["Retry-After"]) <= 3600


def test_log_in_is_limited_per_network_address(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(monkeypatch, "login")
    client = from_somewhere()

    assert [log_in(client, f"{name}@example.org").status_code for name in ("ada", "bob")] == [200, 401]

    assert_throttled(log_in(client, "cy@example.org"))
    assert log_in(from_somewhere()).status_code == 200


def test_log_in_is_limited_per_account_in_whatever_spelling(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rate(monkeypatch, "login-email")
    client = from_somewhere()

    assert [log_in(client, email, "wrong").status_code for email in ("ada@example.org", " ADA@example.org")] == [
        401
    ] * 2

    assert_throttled(log_in(client))
    assert log_in(client, "bob@example.org").status_code == 401
    assert log_in(from_somewhere()).status_code == 200


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"email": ["a"]}', b'{"email": "\\ud800"}'])
def test_limits_count_odd_bodies_too(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    rate(monkeypatch, "login-email")
    client = from_somewhere()

    answers = [client.generic("POST", "/api/v1/auth/login", body, "application/json").status_code for _ in range(3)]

    assert answers == [400, 400, 429]


def test_sign_up_is_limited_per_network_address(monkeypatch: pytest.MonkeyPatch) -> None:
    rate(monkeypatch, "signup")
    client = from_somewhere()

    answers = [post(client, "auth/signup", {}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert_throttled(answers[2])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/api/v1/auth/password/change", {"current_password": "wrong", "new_password": "x"}),
        ("delete", "/api/v1/users/me", {"password": "wrong"}),
    ],
)
def test_guessing_a_password_with_a_stolen_token_is_limited(
    user: User, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: dict[str, str]
) -> None:
    rate(monkeypatch, "login-email")
    client = client_of(user)
    address = uuid.uuid4().hex

    answers = [getattr(client, method)(path, body, format="json", REMOTE_ADDR=address) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert client.get("/api/v1/users/me", REMOTE_ADDR=address).status_code == 200
    assert log_in(APIClient(REMOTE_ADDR=address), user.email).status_code == 429
    other = getattr(client_of(make_user()), method)(path, body, format="json", REMOTE_ADDR=address)
    assert other.status_code == 400
