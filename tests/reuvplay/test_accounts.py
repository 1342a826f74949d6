"""/user/signup/ and /user/login/ as Reuv Play's clients call them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import make_user
from tests.reuvplay.conftest import post
from users.models import User

pytestmark = pytest.mark.django_db

SIGN_UP, LOG_IN = "/user/signup/", "/user/login/"
PASSWORD = "a long passphrase"
NEW = {"email": "new@example.org", "password": PASSWORD, "fullname": "New Person", "account_type": 2}
ORIGIN = "http://localhost:3000"


def token_of(response: Any) -> str:
    kind, token = response["Authorization"].split(" ")
    assert kind == "Bearer"
    return str(token)


@pytest.mark.parametrize("level", [1, 2])
def test_sign_up(client: APIClient, level: int) -> None:
    response = post(client, SIGN_UP, {**NEW, "account_type": level})

    assert (response.status_code, response.json()) == (
        201,
        {"hint": "signup_successful", "code": 1, "user_level": level},
    )
    assert response["Access-Control-Expose-Headers"] == "Authorization"
    user = User.objects.get(email="new@example.org")
    assert (user.full_name, user.level) == ("New Person", level)
    assert user.check_password(PASSWORD)
    assert PASSWORD not in user.password


def test_token_opens_the_other_calls(client: APIClient) -> None:
    token = token_of(post(client, SIGN_UP, NEW))

    assert client.get("/video/request/data/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/api/v1/users/me", headers={"Authorization": f"Bearer {token}"}).json()["level"] == 2


def test_full_name_of_the_readme_is_understood(client: APIClient) -> None:
    body = {**NEW, "full_name": "Root User"}
    del body["fullname"]

    assert post(client, SIGN_UP, body).status_code == 201
    assert User.objects.get().full_name == "Root User"


@pytest.mark.parametrize("path", ["/user/signup", "/user/signup/", "/user/login", "/user/login/"])
def test_slash_at_the_end_may_be_left_out(client: APIClient, path: str) -> None:
    assert post(client, path, {}).status_code == 200


@pytest.mark.parametrize("body", [{}, [], "text", 5, None, *({**NEW, name: None} for name in NEW)])
def test_sign_up_with_something_missing(client: APIClient, body: Any) -> None:
    response = post(client, SIGN_UP, body)

    missing = {"hint": "expecting_email_password_fullname_account-type_in_json", "code": 2}
    assert (response.status_code, response.json()) == (200, missing)


def test_sign_up_twice(client: APIClient) -> None:
    make_user(email=NEW["email"])

    response = post(client, SIGN_UP, NEW)

    assert (response.status_code, response.json()) == (200, {"hint": "user_already_exist", "code": 3})
    assert "Authorization" not in response


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("password", "1234", "password_too_weak"),
        ("password", "1" * 200, "password_max_length"),
        ("email", "nobody", "email_invalid"),
        ("email", {"a": 1}, "email_invalid"),
        ("email", "x" * 10_000 + "@example.org", "email_invalid"),
        ("email", "a\0@example.org", "email_invalid"),
        ("fullname", "", "fullname_blank"),
        ("fullname", "x" * 10_000, "fullname_max_length"),
        ("account_type", "many", "account_type_invalid"),
        ("account_type", 3, "level_not_allowed"),
    ],
)
def test_sign_up_refused(client: APIClient, field: str, value: Any, hint: str) -> None:
    response = post(client, SIGN_UP, {**NEW, field: value})

    assert (response.status_code, response.json()) == (200, {"hint": hint, "code": -1})
    assert not User.objects.exists()


def test_levels_the_server_does_not_offer(client: APIClient, settings: Any) -> None:
    settings.SIGNUP_LEVELS = [1]

    assert post(client, SIGN_UP, NEW).json() == {"hint": "level_not_allowed", "code": -1}


def test_log_in(client: APIClient) -> None:
    user = make_user(level=2, password=PASSWORD)

    response = post(client, LOG_IN, {"email": user.email.upper(), "password": PASSWORD})

    assert (response.status_code, response.json()) == (200, {"hint": "login_successful", "code": 1, "user_level": 2})
    assert response["Access-Control-Expose-Headers"] == "Authorization"
    assert client.get("/video/request/data/", headers={"Authorization": response["Authorization"]}).status_code == 200


@pytest.mark.parametrize("body", [{}, [], {"email": "a@example.org"}, {"email": None, "password": "x"}])
def test_log_in_with_something_missing(client: APIClient, body: Any) -> None:
    response = post(client, LOG_IN, body)

    assert (response.status_code, response.json()) == (200, {"hint": "expecting_email_password_in_json", "code": -1})


def test_log_in_of_nobody(client: APIClient) -> None:
    response = post(client, LOG_IN, {"email": "nobody@example.org", "password": PASSWORD})

    assert (response.status_code, response.json()) == (200, {"hint": "user_not_found", "code": -1})
    assert "Authorization" not in response


@pytest.mark.parametrize("fields", [{}, {"is_active": False, "password": "another passphrase"}])
def test_log_in_with_a_wrong_password(client: APIClient, fields: dict[str, Any]) -> None:
    user = make_user(**fields)

    response = post(client, LOG_IN, {"email": user.email, "password": "another passphrase"})

    assert (response.status_code, response.json()) == (200, {"hint": "user_credentials_didnt_match", "code": 0})
    assert "Authorization" not in response


@pytest.mark.parametrize("email", ["' OR 1=1 --", "a\0b", "x" * 10_000, ["a"], True, "\ud800"])
def test_log_in_with_odd_addresses(client: APIClient, email: Any) -> None:
    make_user()

    response = post(client, LOG_IN, {"email": email, "password": PASSWORD})

    assert (response.status_code, response.json()["code"]) == (200, -1)
    assert "Authorization" not in response


@pytest.mark.parametrize("path", [SIGN_UP, LOG_IN])
def test_body_that_is_no_json(client: APIClient, path: str) -> None:
    broken = client.post(path, "{", content_type="application/json")
    form = client.post(path, "a=1", content_type="application/x-www-form-urlencoded")

    assert (broken.status_code, broken.json()) == (400, {"hint": "parse_error", "code": -1})
    assert (form.status_code, form.json()) == (415, {"hint": "unsupported_media_type", "code": -1})
    assert client.get(path).status_code == 405


@pytest.mark.parametrize(("path", "scope"), [(SIGN_UP, "signup"), (LOG_IN, "login"), (LOG_IN, "login-email")])
def test_tries_are_counted_with_those_of_the_api(
    client: APIClient, path: str, scope: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rest_framework.throttling import SimpleRateThrottle

    rates = {**SimpleRateThrottle.THROTTLE_RATES, scope: "1/day"}
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", rates)
    body = {"email": f"{scope}@throttled.example", "password": "x"}
    address = {"REMOTE_ADDR": "192.0.2.77"}

    client.post(path.replace("/user/", "/api/v1/auth/"), body, format="json", **address)
    response = client.post(path, body, format="json", **address)

    assert (response.status_code, response.json()) == (429, {"hint": "throttled", "code": -1})
    assert int(response["Retry-After"]) > 0


def test_page_of_another_origin_may_ask_and_read_the_token(client: APIClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}

    allowed = client.options(LOG_IN, headers={"Origin": ORIGIN, **asked})
    answered = client.post(SIGN_UP, NEW, format="json", headers={"Origin": ORIGIN})

    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    assert {"authorization", "content-type"} <= set(allowed["Access-Control-Allow-Headers"].split(", "))
    assert answered["Access-Control-Allow-Origin"] == ORIGIN
    assert "Authorization" in answered["Access-Control-Expose-Headers"].split(", ")
