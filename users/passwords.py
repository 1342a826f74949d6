"""How passwords are hashed."""

import os
from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

turns = BoundedSemaphore(os.cpu_count() or 1)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters, on as many threads at once as there are cores.

    It takes memory on purpose: were every thread of the web process at it, many people who sign in at once would take
    all there is, and the time of everybody else. Django's own parameters (100 MiB, 8 lanes) are five times as heavy.
    """

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1  # memory in KiB

    def encode(self, password: str, salt: str) -> Any:
        with turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with turns:
            return bool(super().verify(password, encoded))
