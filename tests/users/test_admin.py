"""Accounts in the admin pages."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from tests.factories import make_user
from tests.users.conftest import PASSWORD
from users import services
from users.models import User

pytestmark = pytest.mark.django_db

USERS = "/admin/users/user/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org", PASSWORD, full_name="Root"))
    return client


def test_staff_find_accounts_by_address_and_name(staff: Client) -> None:
    ada, bob = make_user(full_name="Ada"), make_user(full_name="Bob", level=2)

    def found(**query: Any) -> set[User]:
        return set(staff.get(USERS, query).context["cl"].queryset)

    assert found(q="ada") == {ada}
    assert found(q=bob.email.upper()) == {bob}
    assert found(level__exact=2) == {bob}


def test_staff_add_an_account_that_can_log_in(staff: Client) -> None:
    new = {"email": "Анна@Example.org", "full_name": "Анна", "level": 2, "usable_password": "true"}

    response = staff.post(f"{USERS}add/", {**new, "password1": PASSWORD, "password2": PASSWORD})

    assert response.status_code == 302
    assert services.log_in("анна@example.org", PASSWORD).level == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "ADA@example.org"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"full_name": "a\u202eb"}, "full_name"),
        ({"password1": "1", "password2": "1"}, "password2"),
        ({"level": 3}, "level"),
    ],
)
def test_staff_add_no_account_that_could_not_be_signed_up(
    staff: Client, user: User, changes: dict[str, Any], field: str
) -> None:
    new = {"email": "bob@example.org", "full_name": "Bob", "level": 1, "usable_password": "true"}

    response = staff.post(f"{USERS}add/", {**new, "password1": PASSWORD, "password2": PASSWORD, **changes})

    assert set(response.context["adminform"].form.errors) == {field}
    assert User.objects.count() == 2


def test_staff_change_the_level_and_lock_the_account(staff: Client, user: User) -> None:
    response = staff.post(f"{USERS}{user.pk}/change/", {"email": user.email, "full_name": "Ada L.", "level": 2})

    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.full_name, user.level, user.is_active) == ("Ada L.", 2, False)
    assert user.check_password(PASSWORD)


def test_staff_set_a_password_and_the_old_tokens_die(staff: Client, user: User) -> None:
    tokens = services.issue_tokens(user)
    new = {"usable_password": "true", "password1": "quite another passphrase", "password2": "quite another passphrase"}

    response = staff.post(f"{USERS}{user.pk}/password/", new)

    assert response.status_code == 302
    assert services.log_in(user.email, "quite another passphrase") == user
    with pytest.raises(services.TokenNotValid):
        services.rotate_tokens(tokens.refresh)


def test_people_without_staff_rights_stay_outside(user: User) -> None:
    client = Client()
    client.force_login(user)

    assert client.get(USERS).status_code == 302


def test_refresh_tokens_are_shown_to_nobody(staff: Client, user: User) -> None:
    assert not admin.site.is_registered(OutstandingToken)
    assert not admin.site.is_registered(BlacklistedToken)
    assert staff.get("/admin/token_blacklist/outstandingtoken/").status_code == 404
