"""The rules of accounts: signing up, proving who one is, and the tokens that follow from it.

Tokens carry a digest of the password's hash (CHECK_REVOKE_TOKEN), so that every token of an account, access and
refresh, dies when its password changes.
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, Token

from core.errors import ApplicationError, InvalidInput, WrongState
from core.jobs import send
from users.events import end_sockets
from users.models import ApiKey, Level, User


class WrongCredentials(ApplicationError):
    """No active account has this address and password; which of these it is, is not said."""

    status = 401

    def __init__(self) -> None:
        super().__init__("wrong_credentials", "The address or the password is wrong.")


class TokenNotValid(ApplicationError):
    """The refresh token is expired, used, revoked or none of ours."""

    status = 401

    def __init__(self) -> None:
        super().__init__("token_not_valid", "The token is invalid or expired. Please log in again.")


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str


def sign_up(*, email: str, password: str, full_name: str, level: int | None = None) -> User:
    """Open an account. The lowest level that may be chosen is the default.

    Raises InvalidInput (`level_not_allowed`, `email_taken`), and Django's ValidationError for a weak password.
    """
    chosen = min(settings.SIGNUP_LEVELS, default=Level.PRO) if level is None else level
    if chosen not in settings.SIGNUP_LEVELS:
        raise InvalidInput("level_not_allowed", "This level cannot be chosen here.", attr="level")
    require_strong_password(password, User(email=email, full_name=full_name), attr="password")
    user = User(email=email, full_name=full_name, level=chosen)
    user.set_password(password)  # takes its time, so outside the transaction
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            return user
    except IntegrityError as error:
        raise InvalidInput("email_taken", "There is an account with this address already.", attr="email") from error


def log_in(email: str, password: str) -> User:
    """The account behind the credentials. Raises WrongCredentials, after the same work whatever is wrong."""
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        raise WrongCredentials
    return user


def is_registered(email: str) -> bool:
    """Whether there is an account with this address, which signing up tells too."""
    return User.objects.filter(email=email).exists()


@transaction.atomic
def issue_tokens(user: User) -> Tokens:
    """A new pair for someone who has proved who they are. Raises TokenNotValid where the account has just gone."""
    lock_account(user)
    refresh = RefreshToken.for_user(user)
    return Tokens(access=str(refresh.access_token), refresh=str(refresh))


def rotate_tokens(refresh: str) -> Tokens:
    """A new pair for a refresh token, which is dead afterwards: of two askers with one token, one gets a pair.

    Raises TokenNotValid.
    """
    try:
        token = decoded(refresh)
        user = account_of(token)
    except (TokenError, AuthenticationFailed) as error:
        raise TokenNotValid from error
    with transaction.atomic():
        _, is_first = cast("tuple[BlacklistedToken, bool]", token.blacklist())  # annotated as the row alone
        if not is_first:
            raise TokenNotValid
        return issue_tokens(user)


def lock_account(user: User) -> None:
    """Hold the account until the transaction ends: no token is issued to one that is being deleted.

    Raises TokenNotValid where it is gone.
    """
    if User.objects.select_for_update().filter(pk=user.pk).first() is None:
        raise TokenNotValid


def decoded(refresh: str) -> RefreshToken:
    """The living refresh token behind its text. Raises simplejwt's TokenError."""
    return RefreshToken(refresh)  # type: ignore[arg-type] # annotated as the decoded form


def account_of(token: Token) -> User:
    """The active account a token stands for. Raises the REST framework's AuthenticationFailed."""
    return cast("User", JWTAuthentication().get_user(token))


def log_out(refresh: str) -> None:
    """Kill a refresh token. One that is dead already may be sent again."""
    try:
        decoded(refresh).blacklist()
    except TokenError:
        return


def rename(user: User, full_name: str) -> None:
    """Change the name and nothing else, so that nothing is undone that was changed since the account was read.

    Raises TokenNotValid where it is gone.
    """
    if not User.objects.filter(pk=user.pk).update(full_name=full_name):
        raise TokenNotValid
    user.full_name = full_name


@transaction.atomic
def change_password(user: User, *, current_password: str, new_password: str) -> None:
    """Set a new password; every token and socket of the account ends.

    Raises InvalidInput `wrong_password`, and Django's ValidationError for a weak new password.
    """
    require_password(user, current_password, attr="current_password")
    require_strong_password(new_password, user, attr="new_password")
    set_password(user, new_password)


def ask_password_reset(email: str, language: str) -> None:
    """Send a link to this address, if it is an account's.

    Nothing is looked up here: neither the answer nor the time it takes tells whether there is such an account.
    """
    send("users.tasks.send_password_reset", email, language)


@transaction.atomic
def reset_password(*, uid: str, token: str, new_password: str) -> None:
    """Set a new password by the link in a message, which works once; every token and socket of the account ends.

    Raises InvalidInput `reset_link_invalid`, and Django's ValidationError for a weak password.
    """
    try:
        user = User.objects.select_for_update().filter(pk=UUID(uid), is_active=True).first()
    except ValueError:
        user = None
    if user is None or not default_token_generator.check_token(user, token):
        raise InvalidInput("reset_link_invalid", "This link has been used, or is too old.", attr="token")
    require_strong_password(new_password, user, attr="new_password")
    set_password(user, new_password)


def set_password(user: User, password: str) -> None:
    """Inside a transaction: the account's new password. Every token and socket of it ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    living = OutstandingToken.objects.filter(user=user, blacklistedtoken=None)
    BlacklistedToken.objects.bulk_create([BlacklistedToken(token=token) for token in living], ignore_conflicts=True)
    end_sockets(user.pk)


MOST_API_KEYS = 50


@transaction.atomic
def make_api_key(user: User, name: str) -> tuple[ApiKey, str]:
    """A new key and its text, which is not kept. Raises WrongState `too_many_api_keys`."""
    lock_account(user)
    if user.api_keys.count() >= MOST_API_KEYS:
        raise WrongState("too_many_api_keys", f"There may be {MOST_API_KEYS} keys. Delete one you no longer use.")
    key, text = ApiKey.objects.create_key(user=user, name=name)
    return cast("ApiKey", key), text


@transaction.atomic
def delete_account(user: User, password: str) -> None:
    """Delete the account with all that cascades from it; its tokens and sockets end.

    Raises InvalidInput `wrong_password`. Apps above object by raising an ApplicationError in a `pre_delete` receiver:
    nothing is deleted then.
    """
    require_password(user, password, attr="password")
    lock_account(user)
    end_sockets(user.pk)
    OutstandingToken.objects.filter(user=user).delete()
    user.delete()


def require_password(user: User, password: str, *, attr: str) -> None:
    """Raise InvalidInput `wrong_password` unless it is the account's."""
    if not user.check_password(password):
        raise InvalidInput("wrong_password", "The password is wrong.", attr=attr)


def require_strong_password(password: str, user: User, *, attr: str) -> None:
    """Raise Django's ValidationError, all its codes under `attr`, for a password that is easily guessed."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({attr: error}) from error
