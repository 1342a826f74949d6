"""Signing up over HTTP."""

import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.users.conftest import PASSWORD, bearer, codes, post, twice
from users import services
from users.models import User

pytestmark = pytest.mark.django_db

ADA = {"email": "ada@example.org", "password": PASSWORD, "full_name": "Ada Lovelace"}


def sign_up(client: APIClient, **changes: Any) -> Any:
    return post(client, "auth/signup", {**ADA, **changes})


def test_sign_up_answers_with_the_account_and_living_tokens(client: APIClient) -> None:
    response = sign_up(client, level=2)

    user = User.objects.get()
    assert response.status_code == 201
    assert set(response.json()) == {"user", "access", "refresh"}
    assert response.json()["user"] == {
        "id": str(user.pk),
        "email": "ada@example.org",
        "full_name": "Ada Lovelace",
        "level": 2,
        "is_staff": False,
        "joined_at": user.joined_at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z"),
    }
    assert bearer(response.json()["access"]).get("/api/v1/users/me").json() == response.json()["user"]
    assert post(client, "auth/refresh", {"refresh": response.json()["refresh"]}).status_code == 200


def test_sign_up_answers_are_kept_out_of_caches(client: APIClient) -> None:
    assert sign_up(client)["Cache-Control"] == "no-store"


def test_sign_up_takes_a_trailing_slash(client: APIClient) -> None:
    assert post(client, "auth/signup/", ADA).status_code == 201


def test_sign_up_works_with_a_dead_access_token_in_the_header() -> None:
    assert sign_up(bearer("dead")).status_code == 201


def test_sign_up_hashes_with_argon2(client: APIClient, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [name for name in settings.PASSWORD_HASHERS if "MD5" not in name]

    sign_up(client)

    assert User.objects.get().password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    ("allowed", "sent", "kept"), [([1, 2], {}, 1), ([1, 2], {"level": 1}, 1), ([2], {}, 2), ([1, 2], {"level": "2"}, 2)]
)
def test_sign_up_gives_the_level(
    client: APIClient, settings: Any, allowed: list[int], sent: dict[str, Any], kept: int
) -> None:
    settings.SIGNUP_LEVELS = allowed

    assert sign_up(client, **sent).json()["user"]["level"] == kept


@pytest.mark.parametrize(
    ("allowed", "sent"),
    [
        ([1, 2], {"level": 3}),
        ([1, 2], {"level": 0}),
        ([1, 2], {"level": -1}),
        ([1, 2], {"level": 10**30}),
        ([1], {"level": 2}),
        ([], {"level": 1}),
        ([], {}),
    ],
)
def test_sign_up_refuses_a_level_that_is_not_offered(
    client: APIClient, settings: Any, allowed: list[int], sent: dict[str, Any]
) -> None:
    settings.SIGNUP_LEVELS = allowed

    response = sign_up(client, **sent)

    assert response.status_code == 400
    assert codes(response) == [("level_not_allowed", "level")]
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@Example.ORG", " ada@example.org ", "ａｄａ@example.org"])
def test_sign_up_refuses_a_taken_address_in_whatever_spelling(client: APIClient, user: User, email: str) -> None:
    response = sign_up(client, email=email)

    assert response.status_code == 400
    assert codes(response) == [("email_taken", "email")]
    assert User.objects.get() == user


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("x7!kq", ["password_too_short"]),
        ("password", ["password_too_common"]),
        ("4815162342108", ["password_entirely_numeric"]),
        ("123", ["password_too_short", "password_too_common", "password_entirely_numeric"]),
        ("ada@example.org", ["password_too_similar"]),
    ],
)
def test_sign_up_refuses_a_weak_password_with_every_reason(
    client: APIClient, password: str, expected: list[str]
) -> None:
    response = sign_up(client, password=password)

    assert response.status_code == 400
    assert response.json()["type"] == "validation_error"
    assert codes(response) == [(code, "password") for code in expected]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"email": "nobody"}, ("invalid", "email")),
        ({"email": ""}, ("blank", "email")),
        ({"email": None}, ("null", "email")),
        ({"email": ["ada@example.org"]}, ("invalid", "email")),
        ({"email": {"a": 1}}, ("invalid", "email")),
        ({"email": True}, ("invalid", "email")),
        ({"email": "a@example.org\nBcc: b@example.org"}, ("invalid", "email")),
        ({"email": "a\x00@example.org"}, ("invalid", "email")),
        ({"email": "a\ud800@example.org"}, ("surrogate_characters_not_allowed", "email")),
        ({"email": "a\u202e@example.org"}, ("control_characters", "email")),
        ({"email": '"a b"@example.org'}, ("invalid", "email")),
        ({"email": f"{'a' * 300}@example.org"}, ("max_length", "email")),
        ({"email": f"{'İ' * 130}@example.org"}, ("max_length", "email")),
        ({"email": 7}, ("invalid", "email")),
        ({"password": "p" * 129}, ("max_length", "password")),
        ({"password": "p" * 10_000}, ("max_length", "password")),
        ({"password": "a long\x00passphrase"}, ("null_characters_not_allowed", "password")),
        ({"password": "a long passphrase \udfff"}, ("surrogate_characters_not_allowed", "password")),
        ({"password": ["a long passphrase"]}, ("invalid", "password")),
        ({"password": False}, ("invalid", "password")),
        ({"password": ""}, ("blank", "password")),
        ({"full_name": "   "}, ("blank", "full_name")),
        ({"full_name": "\u200b\u200d"}, ("invisible", "full_name")),
        ({"full_name": "Ada\x00"}, ("null_characters_not_allowed", "full_name")),
        ({"full_name": "Ada\nLovelace"}, ("control_characters", "full_name")),
        ({"full_name": "Ada\u2028Lovelace"}, ("control_characters", "full_name")),
        ({"full_name": "Ada\u202ecalevoL"}, ("control_characters", "full_name")),
        ({"full_name": "Ada\ud83d"}, ("surrogate_characters_not_allowed", "full_name")),
        ({"full_name": "A" * 151}, ("max_length", "full_name")),
        ({"full_name": "\ufdfa" * 150}, None),
        ({"full_name": []}, ("invalid", "full_name")),
        ({"level": "Pro"}, ("invalid", "level")),
        ({"level": None}, ("null", "level")),
        ({"level": True}, ("invalid", "level")),
        ({"level": 1.5}, ("invalid", "level")),
        ({"level": [1]}, ("invalid", "level")),
        ({"level": "9" * 5000}, ("max_string_length", "level")),
    ],
)
def test_sign_up_answers_odd_input(client: APIClient, changes: Any, expected: tuple[str, str] | None) -> None:
    response = sign_up(client, **changes)

    if expected is None:
        assert response.status_code == 201
    else:
        assert response.status_code == 400
        assert expected in codes(response)
        assert not User.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "required"),
        (b"{", 400, "parse_error"),
        (b"\xff\xfe", 400, "parse_error"),
        (b"[]", 400, "invalid"),
        (b'"text"', 400, "invalid"),
        (b"null", 400, "null"),
        (b"7", 400, "invalid"),
        (b'{"level": NaN}', 400, "parse_error"),
        (b'{"level": ' + b"9" * 5000 + b"}", 400, "parse_error"),
    ],
)
@pytest.mark.parametrize("path", ["auth/signup", "auth/login"])
def test_a_body_that_is_no_object_is_refused(client: APIClient, path: str, body: bytes, status: int, code: str) -> None:
    response = client.generic("POST", f"/api/v1/{path}", body, content_type="application/json")

    assert response.status_code == status
    assert code in {found for found, _ in codes(response)}


def test_another_content_type_is_refused(client: APIClient) -> None:
    response = client.generic("POST", "/api/v1/auth/login", b"email=a", "application/x-www-form-urlencoded")

    assert response.status_code == 415
    assert codes(response) == [("unsupported_media_type", None)]


@pytest.mark.parametrize("full_name", ["Łukasz", "李小龍", "さくら", "Анна-Марія O'Neil", "राज", "👩‍🚀 Zoë", "  Ada  "])
def test_sign_up_keeps_names_of_any_script(client: APIClient, full_name: str) -> None:
    assert sign_up(client, full_name=full_name).json()["user"]["full_name"] == full_name.strip()


@pytest.mark.parametrize("email", ["anna+tag@bücher.example", "анна@приклад.укр", "用户@例子.公司", "a.b@localhost"])
def test_sign_up_takes_addresses_of_any_script(client: APIClient, email: str) -> None:
    assert sign_up(client, email=email).json()["user"]["email"] == email
    assert post(client, "auth/login", {"email": email.upper(), "password": PASSWORD}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_for_one_address_make_one_account(meet: Any) -> None:
    meet(services, "require_strong_password")

    answers = twice(lambda: sign_up(APIClient()))

    assert sorted(answer.status_code for answer in answers) == [201, 400]
    assert [codes(answer) for answer in answers if answer.status_code == 400] == [[("email_taken", "email")]]
    assert User.objects.count() == 1
