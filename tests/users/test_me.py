"""One's own account over HTTP: reading, renaming, a new password, deleting."""

from typing import Any

import pytest
from django.db.models.signals import pre_delete
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from core.errors import WrongState
from tests.factories import client_of, make_user
from tests.users.conftest import PASSWORD, bearer, codes, post
from users import services
from users.models import User

pytestmark = pytest.mark.django_db

ME = "/api/v1/users/me"
NEW = "quite another passphrase"
LIVING = {"me": 200, "refresh": 200}
DEAD = {"me": 401, "refresh": 401}


def states(tokens: services.Tokens) -> dict[str, int]:
    """How the API answers to a pair."""
    return {
        "me": bearer(tokens.access).get(ME).status_code,
        "refresh": post(APIClient(), "auth/refresh", {"refresh": tokens.refresh}).status_code,
    }


def test_me_needs_an_account(client: APIClient) -> None:
    for method in ("get", "patch", "delete"):
        response = getattr(client, method)(ME)
        assert response.status_code == 401
        assert codes(response) == [("not_authenticated", None)]


@pytest.mark.parametrize("changes", [{"is_active": False}, None])
def test_me_refuses_the_token_of_an_account_that_is_gone(user: User, changes: dict[str, bool] | None) -> None:
    tokens = services.issue_tokens(user)
    assert bearer(tokens.access).get(ME).status_code == 200

    if changes:
        User.objects.update(**changes)
    else:
        user.delete()

    assert states(tokens) == DEAD


def test_me_is_renamed(user: User) -> None:
    response = client_of(user).patch(ME, {"full_name": "  Ада  "}, format="json")

    user.refresh_from_db()
    assert response.status_code == 200
    assert response.json()["full_name"] == user.full_name == "Ада"


def test_nothing_but_the_name_changes(user: User) -> None:
    before = client_of(user).get(ME).json()
    wishes = {"id": str(make_user().pk), "email": "b@example.org", "level": 2, "is_staff": True, "is_superuser": True}

    response = client_of(user).patch(ME, {**wishes, "joined_at": "2001-01-01", "password": NEW}, format="json")

    assert response.json() == client_of(user).get(ME).json() == before
    user.refresh_from_db()
    assert (user.is_superuser, user.check_password(PASSWORD)) == (False, True)


def test_a_new_name_leaves_what_was_changed_meanwhile(user: User) -> None:
    """The account was read before: whoever locked it or gave it another password is not undone by a name."""
    client, other = APIClient(), User.objects.get()
    client.force_authenticate(user)
    other.set_password(NEW)
    other.is_active, other.level = False, 2
    other.save()

    assert client.patch(ME, {"full_name": "Ada Byron"}, format="json").status_code == 200

    other.refresh_from_db()
    assert (other.full_name, other.is_active, other.level) == ("Ada Byron", False, 2)
    assert other.check_password(NEW)


def test_what_changes_no_name_leaves_one_that_was_changed_meanwhile(user: User) -> None:
    client = APIClient()
    client.force_authenticate(user)
    User.objects.update(full_name="Ada Byron")

    assert client.patch(ME, {"level": 2}, format="json").status_code == 200

    assert User.objects.get().full_name == "Ada Byron"


def test_a_new_name_brings_no_account_back(user: User) -> None:
    client = APIClient()
    client.force_authenticate(user)
    User.objects.all().delete()

    response = client.patch(ME, {"full_name": "Ada Byron"}, format="json")

    assert (response.status_code, codes(response)) == (401, [("token_not_valid", None)])
    assert not User.objects.exists()


@pytest.mark.parametrize("full_name", ["", " ", None, [], {}, True, "a\x00", "a\nb", "a" * 151])
def test_a_bad_name_is_refused(user: User, full_name: Any) -> None:
    response = client_of(user).patch(ME, {"full_name": full_name}, format="json")

    assert response.status_code == 400
    assert {attr for _, attr in codes(response)} == {"full_name"}
    user.refresh_from_db()
    assert user.full_name == "Ada Lovelace"


def change(client: APIClient, current: Any = PASSWORD, new: Any = NEW) -> Any:
    return post(client, "auth/password/change", {"current_password": current, "new_password": new})


def test_a_new_password_kills_every_token_of_the_account_alone(user: User) -> None:
    other = services.issue_tokens(make_user())
    old = [services.issue_tokens(user) for _ in range(2)]

    response = change(bearer(old[0].access))

    assert (response.status_code, response.content) == (204, b"")
    assert [states(tokens) for tokens in old] == [DEAD, DEAD]
    assert not OutstandingToken.objects.filter(user=user, blacklistedtoken=None).exists()
    assert states(other) == LIVING
    assert states(services.issue_tokens(services.log_in(user.email, NEW))) == LIVING
    with pytest.raises(services.WrongCredentials):
        services.log_in(user.email, PASSWORD)


def test_a_password_set_elsewhere_kills_every_token_too(user: User) -> None:
    tokens = services.issue_tokens(user)

    user.set_password(NEW)
    user.save()

    assert states(tokens) == DEAD


def test_a_new_password_ends_the_cookie(user: User, web: APIClient) -> None:
    access = post(web, "auth/login", {"email": user.email, "password": PASSWORD}).json()["access"]

    response = post(
        web,
        "auth/password/change",
        {"current_password": PASSWORD, "new_password": NEW},
        headers={"Authorization": f"Bearer {access}"},
    )

    assert response.status_code == 204
    assert response.cookies["soundbite_refresh"].value == ""


@pytest.mark.parametrize(
    ("current", "new", "expected"),
    [
        ("wrong", NEW, [("wrong_password", "current_password")]),
        (f"{PASSWORD} ", NEW, [("wrong_password", "current_password")]),
        (
            PASSWORD,
            "12345678",
            [("password_too_common", "new_password"), ("password_entirely_numeric", "new_password")],
        ),
        (PASSWORD, "ada@example.org", [("password_too_similar", "new_password")]),
        (PASSWORD, "p" * 129, [("max_length", "new_password")]),
        (PASSWORD, [NEW], [("invalid", "new_password")]),
        (None, NEW, [("null", "current_password")]),
        ("\ud800", NEW, [("surrogate_characters_not_allowed", "current_password")]),
    ],
)
def test_a_refused_new_password_changes_nothing(
    user: User, current: Any, new: Any, expected: list[tuple[str, str]]
) -> None:
    tokens = services.issue_tokens(user)

    response = change(bearer(tokens.access), current, new)

    assert response.status_code == 400
    assert codes(response) == expected
    assert states(tokens) == LIVING


def test_a_new_password_needs_an_account(client: APIClient) -> None:
    assert change(client).status_code == 401


def delete(user: User, body: Any) -> Any:
    return client_of(user).delete(ME, body, format="json")


def test_deleting_ends_everything(user: User) -> None:
    tokens = services.issue_tokens(user)
    other = make_user()

    response = delete(user, {"password": PASSWORD})

    assert (response.status_code, response.content) == (204, b"")
    assert states(tokens) == DEAD
    assert User.objects.get() == other
    assert not OutstandingToken.objects.filter(user=None).exists()


def test_the_address_of_a_deleted_account_is_free_again(user: User, client: APIClient) -> None:
    delete(user, {"password": PASSWORD})

    answer = post(client, "auth/signup", {"email": user.email, "password": PASSWORD, "full_name": "Ada"})

    assert answer.status_code == 201
    assert answer.json()["user"]["id"] != str(user.pk)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, ("required", "password")),
        ({}, ("required", "password")),
        ({"password": "wrong"}, ("wrong_password", "password")),
        ({"password": None}, ("null", "password")),
        ({"password": [PASSWORD]}, ("invalid", "password")),
        ([PASSWORD], ("invalid", "non_field_errors")),
    ],
)
def test_deleting_needs_the_password(user: User, body: Any, expected: tuple[str, str]) -> None:
    tokens = services.issue_tokens(user)

    response = delete(user, body)

    assert response.status_code == 400
    assert codes(response) == [expected]
    assert states(tokens) == LIVING


def test_an_app_above_may_object_to_deleting(user: User) -> None:
    tokens = services.issue_tokens(user)

    def object_to(**_: Any) -> None:
        raise WrongState("in_use", "Other people wait for your videos.")

    pre_delete.connect(object_to, sender=User)
    try:
        response = delete(user, {"password": PASSWORD})
    finally:
        pre_delete.disconnect(object_to, sender=User)

    assert response.status_code == 409
    assert codes(response) == [("in_use", None)]
    assert states(tokens) == LIVING
