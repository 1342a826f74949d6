"""Files that are either there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".part"


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """Give a fresh name beside `target` to write to; on success it becomes `target`, on failure it is removed.

    Only kill -9 leaves a file behind; its name ends in SUFFIX.
    """
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}{SUFFIX}")
    try:
        yield partial
        os.replace(partial, target)  # noqa: PTH105 -- the word for it; Path.replace says the same less loudly
    finally:
        partial.unlink(missing_ok=True)
