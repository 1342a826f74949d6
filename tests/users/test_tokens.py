"""Refreshing and logging out over HTTP, by body and by cookie."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from tests.users.conftest import PASSWORD, bearer, codes, post, twice
from users import services
from users.models import User

pytestmark = pytest.mark.django_db

COOKIE = "soundbite_refresh"


@pytest.fixture
def refresh(user: User) -> str:
    return services.issue_tokens(user).refresh


def expired(user: User) -> str:
    token = RefreshToken.for_user(user)
    token.set_exp(lifetime=timedelta(seconds=-1))
    return str(token)


def nested(depth: int) -> str:
    """A token whose header is an absurdly deep list."""
    return base64.urlsafe_b64encode(b'{"alg":' + b"[" * depth).decode().rstrip("=") + ".e30.e30"


def refused(response: Any) -> bool:
    return response.status_code == 401 and codes(response) == [("token_not_valid", None)]


def test_refresh_gives_a_living_pair(client: APIClient, refresh: str) -> None:
    response = post(client, "auth/refresh", {"refresh": refresh})

    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh"}
    assert response["Cache-Control"] == "no-store"
    assert bearer(response.json()["access"]).get("/api/v1/users/me").status_code == 200
    assert post(client, "auth/refresh", {"refresh": response.json()["refresh"]}).status_code == 200


def test_refresh_kills_the_old_token(client: APIClient, refresh: str) -> None:
    post(client, "auth/refresh", {"refresh": refresh})

    assert refused(post(client, "auth/refresh", {"refresh": refresh}))


def test_refresh_refuses_the_token_of_a_locked_account(client: APIClient, user: User, refresh: str) -> None:
    User.objects.update(is_active=False)

    assert refused(post(client, "auth/refresh", {"refresh": refresh}))


def test_refresh_refuses_the_token_of_a_deleted_account(client: APIClient, user: User, refresh: str) -> None:
    user.delete()

    assert refused(post(client, "auth/refresh", {"refresh": refresh}))


def bad_tokens(user: User) -> Iterator[str]:
    living = str(RefreshToken.for_user(user))
    yield expired(user)
    yield str(AccessToken.for_user(user))
    yield living[:-4] + "AAAA"
    yield living.partition(".")[0]
    yield "a.b.c"
    yield "..."
    yield "日本語"
    yield nested(740)


def test_refresh_refuses_whatever_is_no_living_refresh_token(client: APIClient, user: User) -> None:
    for token in bad_tokens(user):
        assert refused(post(client, "auth/refresh", {"refresh": token})), token


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, ("required", "refresh")),
        ({"refresh": ""}, ("blank", "refresh")),
        ({"refresh": None}, ("null", "refresh")),
        ({"refresh": ["a"]}, ("invalid", "refresh")),
        ({"refresh": "a\x00"}, ("null_characters_not_allowed", "refresh")),
        ({"refresh": "a\ud800"}, ("surrogate_characters_not_allowed", "refresh")),
        ({"refresh": "a" * 10_000}, ("max_length", "refresh")),
        ([], ("invalid", "non_field_errors")),
    ],
)
@pytest.mark.parametrize("path", ["auth/refresh", "auth/logout"])
def test_token_calls_answer_odd_bodies(client: APIClient, path: str, body: Any, expected: tuple[str, str]) -> None:
    response = post(client, path, body)

    assert response.status_code == 400
    assert codes(response) == [expected]


def test_refresh_works_with_a_dead_access_token_in_the_header(refresh: str) -> None:
    assert post(bearer("dead"), "auth/refresh", {"refresh": refresh}).status_code == 200


@pytest.mark.parametrize("name", ["account_of", "authenticate"])
def test_no_token_is_issued_to_an_account_that_has_just_gone(
    client: APIClient, user: User, refresh: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    find = getattr(services, name)

    def find_in_vain(*args: Any, **kwargs: Any) -> User:
        found = find(*args, **kwargs)
        User.objects.all().delete()
        return found

    monkeypatch.setattr(services, name, find_in_vain)
    call = ("auth/refresh", {"refresh": refresh})
    if name == "authenticate":
        call = ("auth/login", {"email": user.email, "password": PASSWORD})

    assert refused(post(client, *call))


@pytest.mark.django_db(transaction=True)
def test_deleting_twice_at_once_answers_once(user: User, meet: Any) -> None:
    meet(services, "require_password")
    access = services.issue_tokens(user).access

    answers = twice(lambda: bearer(access).delete("/api/v1/users/me", {"password": PASSWORD}, format="json"))

    assert sorted(answer.status_code for answer in answers) == [204, 401]


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_of_one_token_give_one_pair(user: User, refresh: str, meet: Any) -> None:
    meet(services, "account_of")

    answers = twice(lambda: post(APIClient(), "auth/refresh", {"refresh": refresh}))

    assert sorted(answer.status_code for answer in answers) == [200, 401]


def test_log_out_kills_the_refresh_token(client: APIClient, refresh: str) -> None:
    response = post(client, "auth/logout", {"refresh": refresh})

    assert (response.status_code, response.content) == (204, b"")
    assert refused(post(client, "auth/refresh", {"refresh": refresh}))


def test_log_out_takes_tokens_that_are_dead_already(client: APIClient, user: User, refresh: str) -> None:
    post(client, "auth/logout", {"refresh": refresh})

    for token in [refresh, *bad_tokens(user)]:
        assert post(client, "auth/logout", {"refresh": token}).status_code == 204, token


def test_log_out_takes_the_token_of_a_deleted_account(client: APIClient, user: User, refresh: str) -> None:
    user.delete()

    assert post(client, "auth/logout", {"refresh": refresh}).status_code == 204


# Browsers


@pytest.fixture
def browser(web: APIClient, user: User) -> APIClient:
    """A browser that has logged in."""
    response = post(web, "auth/login", {"email": user.email, "password": PASSWORD})
    assert set(response.json()) == {"user", "access"}
    return web


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    web: APIClient, user: User, settings: Any, secure: bool
) -> None:
    extra = {"wsgi.url_scheme": "https" if secure else "http"}

    cookie = post(web, "auth/login", {"email": user.email, "password": PASSWORD}, **extra).cookies[COOKIE]

    assert {key: cookie[key] for key in ("httponly", "secure", "samesite", "path", "max-age", "domain")} == {
        "httponly": True,
        "secure": True if secure else "",
        "samesite": "Strict",
        "path": "/api/v1/auth/",
        "max-age": int(settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"].total_seconds()),
        "domain": "",
    }


def test_sign_up_gives_browsers_the_cookie(web: APIClient) -> None:
    response = post(web, "auth/signup", {"email": "bo@example.org", "password": PASSWORD, "full_name": "Bo"})

    assert response.status_code == 201
    assert set(response.json()) == {"user", "access"}
    assert post(web, "auth/refresh", {}).status_code == 200


def test_programs_get_no_cookie(client: APIClient, user: User) -> None:
    assert not post(client, "auth/login", {"email": user.email, "password": PASSWORD}).cookies


def test_refresh_rotates_the_cookie(browser: APIClient) -> None:
    first = browser.cookies[COOKIE].value

    response = post(browser, "auth/refresh", {})

    assert set(response.json()) == {"access"}
    assert browser.cookies[COOKIE].value != first
    assert refused(post(browser, "auth/refresh", {"refresh": first}))
    assert post(browser, "auth/refresh", {}).status_code == 200


def test_refresh_needs_no_body_with_the_cookie(browser: APIClient) -> None:
    assert browser.post("/api/v1/auth/refresh").status_code == 200


def test_the_cookie_counts_only_with_the_header(browser: APIClient, client: APIClient) -> None:
    client.cookies = browser.cookies

    for path in ("auth/refresh", "auth/logout"):
        response = post(client, path, {})
        assert response.status_code == 400
        assert codes(response) == [("required", "refresh")]
    assert post(browser, "auth/refresh", {}).status_code == 200


def test_a_browser_may_send_the_token_in_the_body(web: APIClient, refresh: str) -> None:
    response = post(web, "auth/refresh", {"refresh": refresh})

    assert response.status_code == 200
    assert response.cookies[COOKIE].value != refresh


@pytest.mark.parametrize("value", [None, "", "junk", "a" * 4000, nested(740)])
def test_a_bad_cookie_is_refused_and_left_alone(web: APIClient, value: str | None) -> None:
    if value is not None:
        web.cookies[COOKIE] = value

    response = post(web, "auth/refresh", {})

    assert refused(response)
    assert not response.cookies
    assert post(web, "auth/logout", {}).status_code == 204


def test_log_out_ends_the_cookie_and_its_token(browser: APIClient) -> None:
    token = browser.cookies[COOKIE].value

    response = post(browser, "auth/logout", {})

    assert response.status_code == 204
    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)
    assert response.cookies[COOKIE]["path"] == "/api/v1/auth/"
    assert refused(post(browser, "auth/refresh", {"refresh": token}))
