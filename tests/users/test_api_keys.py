"""Keys by which programs act as a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import client_of, make_segments, make_user, make_video
from tests.users.conftest import PASSWORD, codes, post, twice
from users import services
from users.authentication import USE_NOTED_EVERY
from users.models import ApiKey, User

pytestmark = pytest.mark.django_db

KEYS = "/api/v1/users/me/api-keys"
ME = "/api/v1/users/me"


def with_key(key: str, keyword: str = "Api-Key") -> APIClient:
    return APIClient(headers={"Authorization": f"{keyword} {key}"})


@pytest.fixture
def key(user: User) -> str:
    return services.make_api_key(user, "backup")[1]


def test_a_key_is_shown_once_and_only_its_digest_is_kept(user: User) -> None:
    made = client_of(user).post(KEYS, {"name": "backup"}, format="json")

    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    body = made.json()
    text = body.pop("key")
    row = ApiKey.objects.get()
    assert text.startswith(f"{row.prefix}.")
    assert len(text) > 40
    secret = text.partition(".")[2]
    assert not [name for name, value in vars(row).items() if secret in str(value)]
    listed = client_of(user).get(KEYS).json()
    assert listed == {"count": 1, "next": None, "previous": None, "results": [body]}
    assert set(body) == {"id", "name", "prefix", "created_at", "used_at"}
    assert (body["id"], body["name"], body["used_at"]) == (str(row.pk), "backup", None)


@pytest.mark.parametrize("keyword", ["Api-Key", "api-key"])
def test_a_key_acts_as_its_person(user: User, key: str, keyword: str) -> None:
    mine, _other = make_video(owner=user, visibility="private"), make_video(visibility="private")
    make_segments(mine, "words of mine alone")
    program = with_key(key, keyword)

    assert program.get(ME).json()["email"] == user.email
    assert [video["id"] for video in program.get("/api/v1/videos").json()["results"]] == [str(mine.pk)]
    assert program.get("/api/v1/search?q=alone").json()["count"] == 1
    assert program.get("/api/v1/requests").status_code == 200
    changed = program.patch(f"/api/v1/videos/{mine.pk}", {"visibility": "unlisted"}, format="json")
    assert changed.json()["visibility"] == "unlisted"
    assert program.patch(ME, {"full_name": "A Program"}, format="json").status_code == 200
    assert program.get("/video/request/data/").status_code == 200


def test_what_a_key_must_not_do(user: User, key: str) -> None:
    program = with_key(key)
    row = ApiKey.objects.get()
    answers = [
        program.get(KEYS),
        program.post(KEYS, {"name": "another"}, format="json"),
        program.delete(f"{KEYS}/{row.pk}"),
        program.delete(ME, {"password": PASSWORD}, format="json"),
        post(program, "auth/password/change", {"current_password": PASSWORD, "new_password": "quite another"}),
    ]

    assert [(answer.status_code, codes(answer)) for answer in answers] == [(403, [("api_key_not_allowed", None)])] * 5
    assert ApiKey.objects.get() == row
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("state", ["wrong", "deleted", "revoked", "expired", "locked"])
def test_a_key_that_is_not_good_opens_nothing(user: User, key: str, state: str) -> None:
    assert with_key(key).get(ME).status_code == 200
    row = ApiKey.objects.get()
    if state == "wrong":
        key = f"{key[:-1]}{'a' if key[-1] != 'a' else 'b'}"
    elif state == "deleted":
        assert client_of(user).delete(f"{KEYS}/{row.pk}").status_code == 204
    elif state == "revoked":
        ApiKey.objects.update(revoked=True)
    elif state == "expired":
        ApiKey.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))
    else:
        User.objects.update(is_active=False)

    refused = with_key(key).get(ME)

    assert (refused.status_code, codes(refused)) == (401, [("api_key_not_valid", None)])
    assert with_key(key).get("/api/v1/videos").status_code == 401


@pytest.mark.parametrize("key", ["", " ", " .", " \u00e9.x", " a b c", " a\x00.b"])
def test_odd_keys_are_refused(db: None, key: str) -> None:
    assert APIClient(headers={"Authorization": f"Api-Key{key}"}).get(ME).status_code == 401


def test_keys_of_others_do_not_exist(user: User, key: str) -> None:
    other = client_of(make_user())

    assert other.get(KEYS).json()["count"] == 0
    assert other.delete(f"{KEYS}/{ApiKey.objects.get().pk}").status_code == 404
    assert with_key(key).get(ME).status_code == 200


def test_keys_need_an_account(client: APIClient, db: None) -> None:
    for answer in (client.get(KEYS), client.post(KEYS, {"name": "x"}, format="json")):
        assert (answer.status_code, codes(answer)) == (401, [("not_authenticated", None)])


@pytest.mark.parametrize("name", ["", " ", None, [], "a" * 51, "a\nb", "a\x00"])
def test_a_bad_name_is_refused(user: User, name: Any) -> None:
    response = post(client_of(user), "users/me/api-keys", {"name": name})

    assert response.status_code == 400
    assert {attr for _, attr in codes(response)} == {"name"}
    assert not ApiKey.objects.exists()


def test_a_key_outlives_a_new_password_and_goes_with_the_account(user: User, key: str) -> None:
    services.change_password(user, current_password=PASSWORD, new_password="quite another passphrase")
    assert with_key(key).get(ME).status_code == 200

    services.delete_account(user, "quite another passphrase")

    assert with_key(key).get(ME).status_code == 401
    assert not ApiKey.objects.exists()


def test_its_last_use_is_noted_to_the_minute(user: User, key: str) -> None:
    with_key(key).get(ME)
    first = ApiKey.objects.get().used_at
    assert first is not None
    with_key(key).get(ME)
    assert ApiKey.objects.get().used_at == first

    long_ago = first - USE_NOTED_EVERY - timedelta(seconds=1)
    ApiKey.objects.update(used_at=long_ago)
    with_key(key).get(ME)

    assert ApiKey.objects.get().used_at > long_ago


def test_a_key_may_ask_so_often_and_others_go_on(user: User, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("users.permissions.ApiKeyThrottle.THROTTLE_RATES", {"api-key": "2/hour"})
    other = services.make_api_key(user, "other")[1]

    answers = [with_key(key).get(path) for path in (ME, "/api/v1/videos", ME)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert with_key(other).get(ME).status_code == 200


def test_there_are_not_more_than_so_many(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_API_KEYS", 1)
    assert post(client_of(user), "users/me/api-keys", {"name": "first"}).status_code == 201

    second = post(client_of(user), "users/me/api-keys", {"name": "second"})

    assert (second.status_code, codes(second)) == (409, [("too_many_api_keys", None)])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_get_past_the_limit(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_API_KEYS", 1)
    client = client_of(user)

    statuses = twice(lambda: post(client, "users/me/api-keys", {"name": "one"}).status_code)

    assert sorted(statuses) == [201, 409]
