"""How passwords are hashed."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from users.passwords import Argon2Hasher

HASHERS = ["users.passwords.Argon2Hasher", "django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_password_is_hashed_with_argon2_and_known_again(settings: Any) -> None:
    settings.PASSWORD_HASHERS = HASHERS

    encoded = make_password("correct horse")

    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("correct horse", encoded)
    assert not check_password("wrong horse", encoded)


def test_a_hash_of_djangos_own_parameters_is_known_and_made_anew(settings: Any) -> None:
    settings.PASSWORD_HASHERS = HASHERS
    old = Argon2PasswordHasher()
    anew: list[str] = []

    assert check_password("correct horse", old.encode("correct horse", old.salt()), setter=anew.append)
    assert anew == ["correct horse"]


def test_no_more_threads_hash_at_once_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, at_it, most = threading.Lock(), 0, 0

    def slow(*_args: Any) -> str:
        nonlocal at_it, most
        with lock:
            at_it += 1
            most = max(most, at_it)
        time.sleep(0.02)
        with lock:
            at_it -= 1
        return "argon2$"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)
    with ThreadPoolExecutor(max_workers=32) as threads:
        list(threads.map(lambda n: Argon2Hasher().encode("x", str(n)), range(64)))

    assert most == min(32, os.cpu_count() or 1)
