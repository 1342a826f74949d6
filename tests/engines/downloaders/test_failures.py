import errno
import io
from typing import Any

import pytest

from engines.downloaders.failures import FAILURES, failure, read_failure
from engines.errors import DownloadError, FfmpegError

SAID = (
    ("Private video. Sign in if you've been granted access to this video", "private_source"),
    ("Join this channel to get access to members-only content", "members_only"),
    ("You must be logged into an account that has access to this subscriber-only content", "members_only"),
    ("Sign in to confirm your age. This video may be inappropriate for some users.", "age_restricted"),
    ("Sign in to confirm you’re not a bot. Use --cookies", "bot_check"),
    ("Premieres in 3 hours", "not_yet_live"),
    ("This live event will begin in a few moments.", "not_yet_live"),
    ("The channel is not currently live", "not_yet_live"),
    ("Video unavailable. This video has been removed by the uploader", "removed"),
    ("This video is no longer available because the account has been terminated", "removed"),
    ("This clip is no longer available", "removed"),
    ("Video unavailable", "not_found"),
    ("Video 12 does not exist", "not_found"),
    ("The uploader has not made this video available in your country", "region_blocked"),
    ("This video is not available from your location due to geo restriction", "region_blocked"),
    ("This content isn't available, try again later. The session has been rate-limited by YouTube", "rate_limited"),
    ("This video is DRM protected", "drm_protected"),
    ("This video is only available for registered users", "login_required"),
    ("Requested format is not available. Use --list-formats", "not_media"),
    ("m3u8 download detected but ffmpeg could not be found. Please install", "url_unsupported"),
    ("The read operation timed out", "network_error"),
    ("This video requires payment to watch", "members_only"),
    ("We're processing this video. Check back later.", "is_live"),
    ("No supported JavaScript runtime could be found", "js_runtime_missing"),
    ("This channel does not have a videos tab", "not_found"),
    ("This video is not available", "not_found"),
    ("This live event has ended and this content isn't available", "not_found"),
    ("Something that nobody foresaw", "source_error"),
)

STATUSES = (
    (400, "source_error"),
    (401, "login_required"),
    (403, "access_denied"),
    (404, "not_found"),
    (408, "network_error"),
    (410, "removed"),
    (429, "rate_limited"),
    (451, "region_blocked"),
    (500, "source_unavailable"),
    (503, "source_unavailable"),
)


def raised(error: BaseException, *wraps: Any) -> BaseException:
    """The error after it went through yt-dlp: each wrap is raised while the one before is handled."""
    for wrap in wraps:
        try:
            raise error
        except BaseException as inner:  # noqa: BLE001 -- it is raised again by the next wrap
            outer = wrap(inner)
            outer.__context__ = inner
            error = outer
    return error


def reported(message: str) -> Any:
    """As YoutubeDL.trouble() raises it."""
    from yt_dlp.utils import DownloadError as YtdlpError

    def wrap(inner: BaseException) -> BaseException:
        noted = getattr(inner, "exc_info", None)
        return YtdlpError(f"ERROR: {message}", noted if noted and noted[0] else (type(inner), inner, None))

    return wrap


def http_error(status: int) -> BaseException:
    from yt_dlp.networking.common import Response
    from yt_dlp.networking.exceptions import HTTPError

    return HTTPError(Response(io.BytesIO(), "https://example.com/", {}, status))


@pytest.mark.parametrize(("message", "code"), SAID)
def test_what_sources_say_has_its_code(message: str, code: str) -> None:
    from yt_dlp.utils import ExtractorError

    error = raised(ExtractorError(message, expected=True), reported(f"[Site] 1: {message}"))

    assert read_failure(error).code == code


@pytest.mark.parametrize(("status", "code"), STATUSES)
def test_a_status_has_its_code_however_its_name_sounds(status: int, code: str) -> None:
    from yt_dlp.utils import ExtractorError

    message = f"Unable to download webpage: {http_error(status)}"
    error = raised(http_error(status), lambda inner: ExtractorError(message, cause=inner), reported(message))

    assert read_failure(error).code == code


def test_words_in_an_address_or_a_name_mean_nothing() -> None:
    """yt-dlp's messages begin with the name of the video, those about connections hold the address."""
    from yt_dlp.networking.exceptions import TransportError
    from yt_dlp.utils import ExtractorError

    lost = TransportError("Max retries exceeded with url: /login/private-video-deleted.mp4")
    message = f"Unable to download webpage: {lost}"
    network = raised(lost, lambda inner: ExtractorError(message, cause=inner), reported(message))
    odd = ExtractorError("Something that nobody foresaw", video_id="deleted-private video", ie="Login", expected=True)

    assert read_failure(network).code == "network_error"
    assert read_failure(raised(odd, reported(str(odd)))).code == "source_error"
    assert read_failure(KeyError("private video")).code == "source_error"


def test_the_newest_word_decides() -> None:
    """Twitch answers 403 for what subscribers only may see, and yt-dlp then says so."""
    from yt_dlp.utils import ExtractorError

    message = "You must be logged into an account that has access to this subscriber-only content"
    error = raised(http_error(403), lambda _: ExtractorError(message, expected=True), reported(message))

    assert read_failure(error).code == "members_only"


def test_kinds_of_errors_have_their_codes() -> None:
    from yt_dlp.cookies import CookieLoadError
    from yt_dlp.networking.exceptions import IncompleteRead, ProxyError, SSLError, TransportError
    from yt_dlp.utils import ContentTooShortError, GeoRestrictedError, UnsupportedError, UserNotLive

    found = [
        read_failure(error).code
        for error in (
            GeoRestrictedError("no"),
            UnsupportedError("https://example.com/"),
            UserNotLive(),
            ContentTooShortError(1, 2),
            TransportError("no"),
            IncompleteRead(1, 2),
            SSLError("no"),
            OSError(errno.ENOSPC, "No space left on device"),
            ProxyError("no"),
            CookieLoadError("no"),
        )
    ]

    own = ["region_blocked", "not_media", "not_yet_live"]
    assert found == [*own, *["network_error"] * 4, "disk_full", "proxy_failed", "cookies_unreadable"]


def test_an_error_of_ours_comes_through_whatever_yt_dlp_made_of_it() -> None:
    ours = FfmpegError("ffmpeg_failed", "It failed.")

    assert read_failure(raised(ours, lambda _: KeyError("x"), reported("x"))) is ours


def test_an_error_inside_a_request_handler_is_found() -> None:
    """yt-dlp collects those and says that no handler supports the request."""
    from yt_dlp.networking.exceptions import NoSupportingHandlers

    ours = failure("source_timeout")

    assert read_failure(NoSupportingHandlers([], [ours])) is ours
    assert read_failure(NoSupportingHandlers([], [OSError(errno.ENOSPC, "full")])).code == "disk_full"
    assert read_failure(NoSupportingHandlers([], [])).code == "url_unsupported"


def test_an_error_that_says_nothing_is_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    error = raised(KeyError("formats"), reported("'formats'"))

    assert read_failure(error).code == "source_error"
    assert [record.exc_info and record.exc_info[1] for record in caplog.records] == [error]


def test_errors_that_caused_each_other_do_not_go_round_for_ever() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first

    assert read_failure(first).code == "source_error"


def test_every_code_has_a_plain_sentence() -> None:
    for code, known in FAILURES.items():
        error = failure(code)
        assert isinstance(error, DownloadError)
        assert (error.code, error.detail, error.retryable) == (code, known.detail, known.retryable)
        assert known.detail[0].isupper()
        assert known.detail.endswith(".")


def test_what_may_pass_is_marked_as_such() -> None:
    passing = {code for code, known in FAILURES.items() if known.retryable}

    assert passing == {
        "disk_full",
        "download_stalled",
        "download_timeout",
        "link_expired",
        "network_error",
        "proxy_failed",
        "rate_limited",
        "source_timeout",
        "source_unavailable",
    }
