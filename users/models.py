"""The account."""

import re
import unicodedata
import uuid
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils import timezone
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from core.models import Identified


class Level(models.IntegerChoices):
    """What an account may do: Pro asks for videos, Pro Plus may also have one processed before all others."""

    PRO = 1, "Pro"
    PRO_PLUS = 2, "Pro Plus"


def validate_plain_text(value: str) -> None:
    """Refuse control characters, line breaks, and marks that turn the direction of the text around them."""
    for character in value:
        if unicodedata.category(character) in {"Cc", "Zl", "Zp"} or unicodedata.bidirectional(character) in TURNING:
            raise ValidationError("Control characters are not allowed.", code="control_characters")


TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
ATOM = r"(?:[-!#$%&'*+/=?^_`{}|~0-9A-Z]|[^\x00-\x7f\s])+"


class AddressValidator(EmailValidator):
    """Django's, with any script before the @ too (RFC 6531), and without the quoted form."""

    user_regex = re.compile(rf"{ATOM}(\.{ATOM})*\Z", re.IGNORECASE)

    def __call__(self, value: str | None) -> None:
        super().__call__(value)
        validate_plain_text(value or "")


validate_address = AddressValidator()


def canonical_address(address: str) -> str:
    """The one spelling of an e-mail address: it is the same account in whatever case or width it is typed."""
    return unicodedata.normalize("NFKC", address).lower()


class AddressFormField(forms.EmailField):
    default_validators = [validate_address]  # noqa: RUF012 -- Django's own type


class AddressField(models.EmailField):  # type: ignore[type-arg] # not generic at runtime
    """An e-mail address, kept and looked up in its one spelling."""

    default_validators = [validate_address]  # noqa: RUF012 -- Django's own type

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return canonical_address(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return canonical_address(prepared) if isinstance(prepared, str) else prepared

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=canonical_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username)


class User(Identified, AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address."""

    email = AddressField(max_length=254, unique=True)
    full_name = models.CharField(max_length=150, validators=[validate_plain_text])
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.PRO)
    is_staff = models.BooleanField(default=False, help_text="May use the admin pages and sees everything.")
    is_active = models.BooleanField(default=True, help_text="Untick instead of deleting to lock an account.")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]  # noqa: RUF012 -- Django's own type

    def __str__(self) -> str:
        return str(self.email)

    @property
    def may_process(self) -> bool:
        """Whether this person may have a request processed before all others."""
        return self.is_staff or self.level >= Level.PRO_PLUS


class ApiKeyManager(BaseAPIKeyManager):
    """Makes keys, and finds those that may be used: of active accounts only."""

    def assign_key(self, obj: "ApiKey") -> str:  # type: ignore[override] # ours are known by a UUID, not by their hash
        key, obj.prefix, obj.hashed_key = self.key_generator.generate()
        return key

    def get_usable_keys(self) -> "models.QuerySet[ApiKey]":
        return super().get_usable_keys().filter(user__is_active=True).select_related("user")


class ApiKey(Identified, AbstractAPIKey):  # type: ignore[misc] # the id is a UUID, not the digest
    """A program's way in as a person; only a digest of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    used_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()  # type: ignore[assignment] # a manager of its own

    class Meta(AbstractAPIKey.Meta):
        abstract = False


def group_of(user_id: uuid.UUID) -> str:
    """The channel layer's group of all sockets of one person."""
    return f"user.{user_id.hex}"
