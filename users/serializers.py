"""What accounts send and are answered."""

import unicodedata
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from users.models import ApiKey, User, canonical_address, validate_address, validate_plain_text

LONGEST_PASSWORD = 128
LONGEST_TOKEN = 1024


@extend_schema_field(OpenApiTypes.EMAIL)
class AddressField(serializers.CharField):
    """An e-mail address in its one spelling."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, validators=[validate_address], **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return canonical_address(super().to_internal_value(data))


class NameField(serializers.CharField):
    """A person's name: in any script, of one line, with something to see in it."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invisible": "A name needs something to see."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=150, validators=[validate_plain_text], **kwargs)

    def to_internal_value(self, data: Any) -> str:
        name = unicodedata.normalize("NFC", super().to_internal_value(data))
        if not any(character.isprintable() and not character.isspace() for character in name):
            self.fail("invisible")
        return name


class PasswordField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        style = {"input_type": "password"}
        super().__init__(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, style=style, **kwargs)


class SignUpInput(serializers.Serializer[Any]):
    email = AddressField()
    password = PasswordField()
    full_name = NameField()
    level = serializers.IntegerField(required=False, help_text="1 Pro, 2 Pro Plus; which of them is up to the server.")


class LogInInput(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = PasswordField()


class RefreshInput(serializers.Serializer[Any]):
    refresh = serializers.CharField(
        required=False, max_length=LONGEST_TOKEN, help_text="Left out where it travels as a cookie (`X-Client: web`)."
    )


class PasswordChangeInput(serializers.Serializer[Any]):
    current_password = PasswordField()
    new_password = PasswordField()


class PasswordResetInput(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)


class NewPasswordInput(serializers.Serializer[Any]):
    uid = serializers.CharField(max_length=36, help_text="From the link in the message.")
    token = serializers.CharField(max_length=LONGEST_TOKEN, help_text="Likewise; it works once.")
    new_password = PasswordField()


class ApiKeyInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=50, validators=[validate_plain_text])


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    created_at = serializers.DateTimeField(source="created", read_only=True)

    class Meta:
        model = ApiKey
        fields = ("id", "name", "prefix", "created_at", "used_at")
        read_only_fields = ("name", "prefix", "used_at")


class NewApiKeySerializer(ApiKeySerializer):
    key = serializers.CharField(read_only=True, help_text="Shown this once, and kept nowhere.")

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")  # type: ignore[assignment] # one more


class AccountDeletionInput(serializers.Serializer[Any]):
    password = PasswordField()


class UserSerializer(serializers.ModelSerializer[User]):
    full_name = NameField()

    class Meta:
        model = User
        fields = ("id", "email", "full_name", "level", "is_staff", "joined_at")
        read_only_fields = ("email", "level", "is_staff", "joined_at")


class TokensSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField(required=False, help_text="Left out with `X-Client: web`: it is in the cookie.")


class SignedInSerializer(TokensSerializer):
    user = UserSerializer()
