"""A new password by a link in a message."""

import re
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import Retry
from django.core import mail
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import make_user
from tests.users.conftest import PASSWORD, codes, post, twice
from tests.users.test_me import DEAD, LIVING, states
from users import services, tasks
from users.models import User
from users.permissions import PasswordResetThrottle
from users.views import PasswordResetView

pytestmark = pytest.mark.django_db

NEW = "quite another passphrase"
LINK = re.compile(r"^http://testserver/password/new#uid=([\w-]+)&token=([\w-]+)$", re.MULTILINE)


def ask(client: APIClient, email: Any, **extra: Any) -> Any:
    return post(client, "auth/password/reset", {"email": email}, **extra)


def confirm(client: APIClient, uid: Any, token: Any, new: Any = NEW) -> Any:
    return post(client, "auth/password/reset/confirm", {"uid": uid, "token": token, "new_password": new})


def link_for(user: User) -> tuple[str, str]:
    """What the link in the message for this account carries."""
    tasks.send_password_reset(user.email, "en")
    found = LINK.search(mail.outbox[-1].body)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org", "no address", " ADA@example.org "])
@pytest.mark.usefixtures("user")
def test_the_answer_and_the_work_are_the_same_for_everyone(
    client: APIClient,
    email: str,
    sent: list[Any],
    django_capture_on_commit_callbacks: Any,
    django_assert_num_queries: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(0):
        response = ask(client, email)

    assert (response.status_code, response.content) == (204, b"")
    assert sent == [("users.tasks.send_password_reset", email.strip(), "en")]


def test_an_account_gets_its_link_at_its_own_address(user: User) -> None:
    uid, _ = link_for(user)

    (message,) = mail.outbox
    assert (message.to, message.subject) == ([user.email], "A new password for Soundbite")
    assert "Hello Ada Lovelace," in message.body
    assert uid == str(user.pk)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ja", "Soundbite のパスワード再設定"), ("ko", "Soundbite 비밀번호 재설정"), ("uk", "Новий пароль для Soundbite")],
)
def test_the_message_speaks_the_language_asked_for(
    user: User, client: APIClient, language: str, subject: str, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, user.email, headers={"Accept-Language": f"{language},en;q=0.5"})
    ((_, *arguments),) = sent

    tasks.send_password_reset(*arguments)

    assert mail.outbox[0].subject == subject
    assert "somebody" not in mail.outbox[0].body


@pytest.mark.parametrize("state", ["unknown", "locked", "without password"])
def test_nothing_is_sent_where_there_is_nothing_to_reset(user: User, state: str) -> None:
    address = user.email
    if state == "locked":
        User.objects.update(is_active=False)
    elif state == "without password":
        user.set_unusable_password()
        user.save()
    else:
        address = "nobody@example.org"

    tasks.send_password_reset(address, "en")

    assert mail.outbox == []


def test_a_name_cannot_write_into_the_message(db: None) -> None:
    user = make_user(full_name="<b>&</b>")

    tasks.send_password_reset(user.email, "en")

    assert "Hello <b>&</b>," in mail.outbox[0].body


def test_the_link_never_leads_to_a_host_that_somebody_named(
    user: User, client: APIClient, sent: list[Any], settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.PUBLIC_URL, settings.HOST, settings.PORT = ["*"], "", "::", 8123
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, user.email, headers={"Host": "evil.example"})

    tasks.send_password_reset(*sent[0][1:])

    assert "http://localhost:8123/password/new#" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_the_link_sets_the_password_once_and_ends_everything(user: User, client: APIClient) -> None:
    tokens, other = services.issue_tokens(user), services.issue_tokens(make_user())
    uid, token = link_for(user)

    assert confirm(client, uid, token).status_code == 204

    assert states(tokens) == DEAD
    assert states(other) == LIVING
    assert services.log_in(user.email, NEW) == user
    again = confirm(client, uid, token, "yet another passphrase")
    assert (again.status_code, codes(again)) == (400, [("reset_link_invalid", "token")])
    assert services.log_in(user.email, NEW) == user


def test_a_password_changed_meanwhile_kills_the_link(user: User, client: APIClient) -> None:
    uid, token = link_for(user)
    services.change_password(user, current_password=PASSWORD, new_password="a third passphrase")

    assert codes(confirm(client, uid, token)) == [("reset_link_invalid", "token")]


def test_the_link_grows_old(user: User, client: APIClient, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    uid, token = link_for(user)
    later = timezone.now().replace(tzinfo=None) + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 86400)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda _self: later)

    assert codes(confirm(client, uid, token)) == [("reset_link_invalid", "token")]
    assert services.log_in(user.email, PASSWORD) == user


@pytest.mark.parametrize("spoil", ["uid", "token", "other", "locked"])
def test_a_spoilt_link_changes_nothing(user: User, client: APIClient, spoil: str) -> None:
    uid, token = link_for(user)
    if spoil == "uid":
        uid = "no uuid"
    elif spoil == "token":
        token = f"{token[:-1]}x"
    elif spoil == "other":
        uid = str(make_user().pk)
    else:
        User.objects.update(is_active=False)

    response = confirm(client, uid, token)

    assert (response.status_code, codes(response)) == (400, [("reset_link_invalid", "token")])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_weak_password_is_refused_and_the_link_lives_on(user: User, client: APIClient) -> None:
    uid, token = link_for(user)

    weak = confirm(client, uid, token, "12345678")

    assert weak.status_code == 400
    assert ("password_too_common", "new_password") in codes(weak)
    assert confirm(client, uid, token).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_link_one_gets_through(user: User) -> None:
    uid, token = link_for(user)

    statuses = twice(lambda: confirm(APIClient(), uid, token).status_code)

    assert sorted(statuses) == [204, 400]


@pytest.mark.parametrize(
    "body", [None, {}, [], {"email": None}, {"email": ["a"]}, {"email": "a\x00b"}, {"email": "a" * 255}]
)
def test_odd_questions_are_refused(client: APIClient, body: Any, sent: list[Any]) -> None:
    assert post(client, "auth/password/reset", body).status_code == 400
    assert sent == []


def test_messages_to_one_address_are_limited(
    client: APIClient, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = type("Limited", (PasswordResetThrottle,), {"THROTTLE_RATES": {"password-reset": "2/hour"}})
    monkeypatch.setattr(PasswordResetView, "throttle_classes", (limited,))

    answers = [ask(client, address).status_code for address in ("x@example.org",) * 3 + ("y@example.org",)]

    assert answers == [204, 204, 429, 204]


def test_without_a_mail_server_messages_are_files(user: User, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    tasks.send_password_reset(user.email, "en")

    (message,) = (tmp_path / "mail").iterdir()
    assert LINK.search(message.read_text())


def test_a_mail_server_that_is_away_is_tried_again(user: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises((Retry, ConnectionRefusedError)):
        tasks.send_password_reset(user.email, "en")
    assert OSError in tasks.send_password_reset.autoretry_for
