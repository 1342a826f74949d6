"""Every way in which fetching fails: one table of codes, and how the errors of yt-dlp are read."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Iterator
from typing import NamedTuple

from engines.errors import DownloadError, EngineError

logger = logging.getLogger(__name__)


class Failure(NamedTuple):
    """The plain sentence of a code, and whether the same call may succeed later."""

    detail: str
    retryable: bool = False


FAILURES = {
    "address_not_allowed": Failure("This address leads into a private network. Only public ones can be fetched."),
    "url_invalid": Failure("This is not the address of a page or file."),
    "url_unsupported": Failure("This kind of address can not be fetched."),
    "url_is_playlist": Failure("This is a list of videos. Please choose from it."),
    "not_media": Failure("There is no video at this address."),
    "not_found": Failure("There is nothing at this address."),
    "removed": Failure("The video was removed from its source, so it cannot be fetched any more."),
    "private_source": Failure("The video is private. Ask its owner to make it at least unlisted."),
    "members_only": Failure(
        "The video is for paying members of its channel. With the cookies of a member (COOKIE_FILE) it can be fetched."
    ),
    "age_restricted": Failure(
        "The source wants proof of age for this video. With the cookies of an adult (COOKIE_FILE) it can be fetched."
    ),
    "region_blocked": Failure(
        "The source does not show this video in the country of this server. A proxy elsewhere (FETCH_PROXY) may help."
    ),
    "login_required": Failure(
        "The source shows this video only to those who sign in. With cookies (COOKIE_FILE) it can be fetched."
    ),
    "bot_check": Failure(
        "The source takes this server for a robot. Wait some hours, or set cookies (COOKIE_FILE), a proxy"
        " (FETCH_PROXY) or longer pauses (FETCH_PAUSE_SECONDS)."
    ),
    "access_denied": Failure("The source refuses access to this video. Cookies (COOKIE_FILE) may help."),
    "not_yet_live": Failure("The video has not begun yet. Ask for it again when it has ended."),
    "is_live": Failure("The video is still live. Ask for it again when it has ended."),
    "drm_protected": Failure("The video is protected against copying."),
    "too_large": Failure("The video is larger than allowed here."),
    "too_long": Failure("The video is longer than allowed here."),
    "download_timeout": Failure("The download took longer than allowed here.", retryable=True),
    "download_stalled": Failure("The source stopped sending.", retryable=True),
    "rate_limited": Failure(
        "The source asks this server to slow down. Longer pauses (FETCH_PAUSE_SECONDS) help.", retryable=True
    ),
    "network_error": Failure("The connection to the source failed.", retryable=True),
    "source_unavailable": Failure("The source is out of order at the moment.", retryable=True),
    "source_timeout": Failure("The source took too long to answer.", retryable=True),
    "link_expired": Failure("The source took back its link to the video during the download.", retryable=True),
    "source_error": Failure("The source answered in a way that is not understood here. Updating yt-dlp often helps."),
    "captions_missing": Failure("No captions come with this video, and speech recognition was not wanted."),
    "proxy_failed": Failure("The proxy of this server (FETCH_PROXY) does not work.", retryable=True),
    "cookies_unreadable": Failure("The cookie file of this server (COOKIE_FILE) cannot be read."),
    "js_runtime_missing": Failure("YouTube needs a JavaScript runtime on the server: Deno, or Node.js 22 or later."),
    "disk_full": Failure("The disk is full.", retryable=True),
}
"""All codes of DownloadError."""

STATUSES = {
    401: "login_required",
    403: "access_denied",
    404: "not_found",
    408: "network_error",
    410: "removed",
    429: "rate_limited",
    451: "region_blocked",
}
"""What HTTP statuses mean; 5xx is source_unavailable and the rest source_error."""

PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"rate.?limit|too many requests|try again later", "rate_limited"),
        (r"not a bot|captcha|anti-bot", "bot_check"),
        (r"confirm your age|age.?restrict|inappropriate for some users|verify your age", "age_restricted"),
        (r"members.only|members on level|channel's members|join this channel|subscriber.only|premium", "members_only"),
        (r"requires payment|requires purchase|rent this|buy this", "members_only"),
        (r"private video|video is private|is set to private|private playlist", "private_source"),
        (r"in your country|from your location|geo.?restrict|geo.?block|your region", "region_blocked"),
        (r"live event will begin|premieres in|will begin in|starts in|not currently live|is offline", "not_yet_live"),
        (r"processing this video", "is_live"),
        (r"javascript runtime", "js_runtime_missing"),
        (r"does not have a \w+ tab", "not_found"),
        (r"\bdrm\b", "drm_protected"),
        (r"terminated|has been removed|was removed|removed by|no longer available|deleted|taken down", "removed"),
        (r"does not exist|not found|unavailable|isn't available|(?:video|content|clip) is not available", "not_found"),
        (r"sign in|log in|logged.in|log-in|login|registered users|credentials|authenticat", "login_required"),
        (r"timed? ?out|connection (?:reset|refused|aborted)|unable to connect", "network_error"),
        (r"\bffmpeg\b", "url_unsupported"),  # yt-dlp wants to leave the fetching to it, and has none
        (r"requested format is not available|no video formats|unsupported url", "not_media"),
    )
)
"""How sources and yt-dlp word their refusals; the first that fits decides."""


def failure(code: str, detail: str = "") -> DownloadError:
    """The error for a code of the table; `detail` says it more exactly."""
    known = FAILURES[code]
    return DownloadError(code, detail or known.detail, retryable=known.retryable)


def read_failure(error: BaseException) -> EngineError:
    """What an exception that came out of yt-dlp means. One that says nothing is logged and becomes source_error."""
    chain = list(_causes(error))
    for link in chain:
        if isinstance(link, EngineError):
            return link
    code = next(filter(None, map(_code_of, chain)), None)
    if code is None:
        logger.error("yt-dlp failed in an unknown way", exc_info=error)
    return failure(code or "source_error")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it, the newest first, along every way in which yt-dlp notes that."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting += [link.__cause__, link.__context__, _repeated(link)]
        waiting += getattr(link, "unexpected_errors", ())  # of NoSupportingHandlers


def _repeated(error: BaseException) -> BaseException | None:
    """The error whose words this one only repeats.

    That is what an ExtractorError or RequestError calls its `cause`, and what a DownloadError has in `exc_info` (an
    ExtractorError has there whatever was being handled when it was made).
    """
    from yt_dlp.utils import DownloadError as ReportedError

    noted = error.exc_info if isinstance(error, ReportedError) else None
    cause = noted[1] if noted else getattr(error, "cause", None)
    return cause if isinstance(cause, BaseException) else None


def _code_of(error: BaseException) -> str | None:
    """What one error says: by its kind where that is telling, else by its words where they are its own.

    Words are read only where yt-dlp or a site chose them; those about a connection hold the address asked for.
    """
    from requests.exceptions import InvalidSchema  # noqa: PLC0415 -- slow import
    from yt_dlp import cookies, networking, utils

    exceptions = networking.exceptions
    if isinstance(error, exceptions.HTTPError):
        return _status_code(error.status)
    if isinstance(error, exceptions.NoSupportingHandlers):
        return None if error.unexpected_errors else "url_unsupported"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "disk_full"
    kinds = {
        utils.GeoRestrictedError: "region_blocked",
        utils.UnsupportedError: "not_media",
        utils.UserNotLive: "not_yet_live",
        utils.ContentTooShortError: "network_error",
        cookies.CookieLoadError: "cookies_unreadable",
        exceptions.CertificateVerifyError: "source_error",
        exceptions.ProxyError: "proxy_failed",
        exceptions.TransportError: "network_error",
        ConnectionError: "network_error",
        TimeoutError: "network_error",
        InvalidSchema: "url_unsupported",
    }
    if code := next((code for kind, code in kinds.items() if isinstance(error, kind)), None):
        return code
    own = isinstance(error, utils.YoutubeDLError) and _repeated(error) is None
    return _phrase_code(getattr(error, "orig_msg", str(error))) if own else None


def _status_code(status: int) -> str:
    return STATUSES.get(status) or ("source_unavailable" if status >= 500 else "source_error")


def _phrase_code(text: str) -> str | None:
    """What the words of an error mean; of an HTTP status the number counts, not its name (Service Unavailable)."""
    if status := re.search(r"HTTP Error (\d{3})", text):
        return _status_code(int(status[1]))
    return next((code for pattern, code in PHRASES if pattern.search(text)), None)
