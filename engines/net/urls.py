"""Addresses of web pages and files as people type them: one spelling each, and a first look at where they lead."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from engines.errors import DownloadError
from engines.net.addresses import is_public

MAX_LENGTH = 2000
PORTS = {"http": 80, "https": 443}
NOT_ALLOWED = "This address leads into a private network. Only public ones can be fetched."
SAFE = "/:@!$&'()*+,;=-._~%[]?"


def clean_url(url: str, *, allow_private: bool) -> str:
    """The same address in one spelling: scheme and host in lower case, no default port, no fragment, ASCII only.

    This asks no name server; the guard has the last word on where a name leads.

    Raises:
        DownloadError: url_invalid, url_unsupported (neither http nor https), address_not_allowed (the host is the
            address of something that is not public, however it is spelled).
    """
    parts = _split(url.strip())
    host = _ascii_host(parts)
    address = literal_address(host)
    if address is not None and not allow_private and not is_public(address):
        raise DownloadError(
            "address_not_allowed", "This address leads into a private network. Only public ones are allowed."
        )
    port = "" if parts.port in (None, PORTS[parts.scheme]) else f":{parts.port}"
    netloc = (f"[{host}]" if ":" in host else host) + port
    path, query = quote(parts.path or "/", safe=SAFE), quote(parts.query, safe=SAFE)
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def literal_address(host: str) -> str | None:
    """The IP address that a host is in itself, None for a name. Knows the spellings of inet_aton(3): 127.1, 0x7f.1."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        return None


def _split(url: str) -> SplitResult:
    if not url or len(url) > MAX_LENGTH or any(character.isspace() or not character.isprintable() for character in url):
        raise _invalid("This is not the address of a page or file.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _invalid("This is not the address of a page or file.") from error
    if parts.scheme and parts.scheme not in PORTS:
        raise DownloadError("url_unsupported", "Only addresses that begin with http or https can be fetched.")
    if not parts.scheme or not parts.hostname or port == 0:
        raise _invalid("This is not the address of a page or file. It should begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise _invalid("Leave user name and password out of the address.")
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not all(host.split(".")):
        raise _invalid("This is not the address of a page or file.")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError as error:
        raise _invalid("This is not the address of a page or file.") from error


def _invalid(sentence: str) -> DownloadError:
    return DownloadError("url_invalid", sentence)
