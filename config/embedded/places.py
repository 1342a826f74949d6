"""Where the embedded services are reached: a short, private folder, the same for the same DATA_DIR."""

import hashlib
import os
import stat
from pathlib import Path

from config.embedded.service import ServiceError

NAME = "soundbite"  # of the database and its role
PORT = "5432"  # a part of the socket's name only
SHARED = Path("/tmp")  # noqa: S108 -- the folder in it is private; TMPDIR may differ between `make run` and `make admin`


def postgres_settings(data_dir: Path) -> dict[str, str]:
    """The embedded server as an entry of Django's DATABASES, without the engine."""
    return {"NAME": NAME, "USER": NAME, "PASSWORD": "", "HOST": str(socket_folder(data_dir)), "PORT": PORT}


def redis_socket(data_dir: Path) -> Path:
    return socket_folder(data_dir) / "redis.sock"


def socket_folder(data_dir: Path) -> Path:
    """The same for the same folder and user, under 60 bytes (a socket's path may have 107 on Linux, 103 on macOS).

    Where another user has made a folder of that name first, the next name is taken; this reads, but makes nothing.
    """
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    stem = f"{NAME}-{os.geteuid()}-{digest}"
    names = (stem, *(f"{stem}-{number}" for number in range(1, 100)))
    return next(folder for folder in map(SHARED.joinpath, names) if not is_foreign(folder))


def is_foreign(folder: Path) -> bool:
    """Something stands there that is not a folder of ours."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid()


def make_socket_folder(data_dir: Path) -> Path:
    """Makes it, open to its owner alone; may be repeated. Raises ServiceError."""
    folder = socket_folder(data_dir)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if is_foreign(folder):  # made by someone between the look and the making
            raise ServiceError(f"{folder} was made by another user just now. Please start again.")
        folder.chmod(0o700)
    except OSError as error:
        raise ServiceError(f"The folder {folder} for sockets cannot be made: {error.strerror}.") from error
    return folder
