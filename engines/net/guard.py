"""The guard of a process: from then on it connects to public addresses only and starts no program but those named.

It is a CPython audit hook (PEP 578): the interpreter calls it in every connect(), sendto() and sendmsg() of every
socket, whichever library made that, with the very address the system call gets. So there is no gap between the check
and the connection: names that resolve to something else the second time, redirects, playlists and retries all come
by here. A hook can not be removed again; the process that installs it should be one that only fetches.

Not covered, because they make their connections in C: libcurl (curl_cffi) and libuv (uvloop), and other programs.
Programs are therefore refused unless named; nothing here may import the first two.
"""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engines.net.addresses import is_public

Endpoint = tuple[str, int]
"""An IP address as text, and a port."""

INTERNET = (socket.AF_INET, socket.AF_INET6)
STARTS = {"subprocess.Popen", "os.posix_spawn", "os.exec"}
SHELLS = {"os.system", "os.startfile", "os.startfile/2", "pty.spawn"}

logger = logging.getLogger(__name__)


class AddressRefusedError(OSError):
    """A connection to an address that is not allowed. An OSError, so that every library treats it as a failed one."""


class ProgramRefusedError(OSError):
    """A program that this process may not start."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a guarded process may reach. `refused` collects the addresses it tried in vain, in order."""

    allow_private: bool
    allowed: frozenset[Endpoint]
    programs: frozenset[str]
    is_narrow: bool = False
    refused: list[str] = field(default_factory=list)

    def require_address(self, family: int, address: Any) -> None:
        """Raises AddressRefusedError unless a socket of this family may talk to this address."""
        if family in INTERNET and self._is_open(str(address[0]), address[1]):
            return
        self.refused.append(str(address))
        logger.warning("refused to connect to %s", address)
        raise AddressRefusedError(f"connections to {address} are not allowed")

    def require_program(self, program: Any) -> None:
        """Raises ProgramRefusedError unless it is one of `programs`, by its exact path."""
        if str(program) not in self.programs:
            raise ProgramRefusedError(f"{program} may not be started here")

    def _is_open(self, host: str, port: int) -> bool:
        if (host, port) in self.allowed:
            return True
        return not self.is_narrow and (self.allow_private or is_public(host))

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook; see https://docs.python.org/3/library/audit_events.html for events and arguments."""
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            connection, address = arguments
            if address is not None:  # sendmsg on a socket that is connected already
                self.require_address(connection.family, address)
        elif event in STARTS:
            self.require_program(arguments[0])
        elif event in SHELLS:
            self.require_program(event)


def guard(
    *, allow_private: bool, allowed: Iterable[Endpoint] = (), programs: Iterable[str] = (), is_narrow: bool = False
) -> Door:
    """Close this process to everything but the public internet, for good.

    Args:
        allow_private: whether private, loopback, link-local and all other special addresses are allowed too.
        allowed: addresses with ports that are allowed whatever they are: the configured proxy.
        programs: paths of the programs that may be started.
        is_narrow: whether nothing but `allowed` may be reached, not even the public internet.
    """
    door = Door(
        allow_private=allow_private, allowed=frozenset(allowed), programs=frozenset(programs), is_narrow=is_narrow
    )
    sys.addaudithook(door.watch)
    return door


def endpoints(host: str, port: int) -> list[Endpoint]:
    """The addresses that a name stands for now. Raises OSError where it stands for none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(str(address[0]), int(address[1])) for *_, address in found]
