"""The account's rules about addresses, names and levels."""

import re
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.factories import make_user
from users.models import User, canonical_address, group_of, validate_address, validate_plain_text


@pytest.mark.django_db
def test_an_address_is_kept_and_found_in_one_spelling() -> None:
    user = make_user(email="Ada@Example.ORG")

    user.refresh_from_db()
    assert user.email == "ada@example.org"
    assert User.objects.get(email="ADA@example.org") == User.objects.get_by_natural_key("aDa@example.org") == user


@pytest.mark.django_db
def test_an_address_is_one_account_whoever_writes_the_row() -> None:
    make_user(email="ada@example.org")

    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="ADA@example.org", full_name="Ada")])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("e\u0301@example.org", "\u00e9@example.org"),
    ],
)
def test_canonical_address(typed: str, kept: str) -> None:
    assert canonical_address(typed) == kept


@pytest.mark.parametrize(
    "address", ["a@b.co", "a.b+c@b.co", "анна@b.co", "a@bücher.example", "李@例子.公司", "o'neil@b.co"]
)
def test_addresses_of_any_script_are_fine(address: str) -> None:
    validate_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.co", "a@", "a@b", ".a@b.co", "a.@b.co", "a..b@b.co", "a b@b.co", "a\u3000b@b.co", '"a"@b.co'],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_address(address)

    assert refusal.value.code == "invalid"


@pytest.mark.parametrize("text", ["Ada", "", "Zoë 👩‍🚀", "שלום", "سلام", "two words"])
def test_plain_text_of_any_script_is_fine(text: str) -> None:
    validate_plain_text(text)


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "\x7f", "\x85", "\u2028", "\u202e", "\u2066"])
def test_control_characters_are_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_plain_text(text)

    assert refusal.value.code == "control_characters"


@pytest.mark.parametrize(
    ("level", "is_staff", "may"), [(1, False, False), (2, False, True), (1, True, True), (2, True, True)]
)
def test_who_may_process(level: int, is_staff: bool, may: bool) -> None:
    assert User(level=level, is_staff=is_staff).may_process is may


def test_the_group_of_an_account_has_a_name_that_channels_takes() -> None:
    group = group_of(UUID("12345678-1234-5678-1234-567812345678"))

    assert group == "user.12345678123456781234567812345678"
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,99}", group)
