"""As whom PostgreSQL runs. It refuses to be root, and its tools want a user that has a name."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.embedded.service import ServiceError

PROBE = 'test -w "$1" && exec "$2" --version'


@dataclass(frozen=True, slots=True)
class Identity:
    """A command prefix that runs a program as someone else, and the owner its files must have."""

    prefix: tuple[str, ...]
    uid: int
    gid: int


def find_identity(program: Path, data_dir: Path) -> Identity:
    """Ourselves where that will do, else the first other way that may write data_dir. Raises ServiceError."""
    if os.geteuid() != 0 and has_name():
        return Identity((), os.geteuid(), os.getegid())
    for identity in other_identities():
        if is_usable(identity, program, data_dir):
            return identity
    raise ServiceError(
        "PostgreSQL does not run as root or as a user without a name, and neither unshare nor setpriv can change that "
        "here. Start Soundbite as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
    )


def has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def other_identities() -> Iterator[Identity]:
    """First a name inside a user namespace: the files stay ours. Then, for root, a lesser user.

    That user keeps one right of root's, to pass through folders that are closed to it: no folder's mode is touched and
    no program copied. It is no wider than what the mapped root of the first way has over root's files.
    """
    user = lesser_user()
    mapping = (f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}")
    yield Identity(("unshare", "--user", *mapping, "--"), os.geteuid(), os.getegid())
    if os.geteuid() != 0:
        return
    change = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    rights = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
    yield Identity(("setpriv", *change, *rights, "--"), user.pw_uid, user.pw_gid)


def lesser_user() -> pwd.struct_passwd:
    """`nobody`, or any other user that is not root."""
    users = [user for user in pwd.getpwall() if user.pw_uid != 0]
    users.sort(key=lambda user: user.pw_name != "nobody")
    if not users:
        raise ServiceError("PostgreSQL does not run as root, and this machine knows no other user. Set DATABASE_URL.")
    return users[0]


def is_usable(identity: Identity, program: Path, data_dir: Path) -> bool:
    command = [*identity.prefix, "sh", "-c", PROBE, "sh", str(data_dir), str(program)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def give_files(folder: Path, identity: Identity) -> None:
    """Makes a cluster belong to whom PostgreSQL runs as now; the folder itself last, so that a stop half-way shows."""
    if folder.stat().st_uid == identity.uid:
        return
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            os.chown(Path(parent, name), identity.uid, identity.gid, follow_symlinks=False)
    os.chown(folder, identity.uid, identity.gid)
