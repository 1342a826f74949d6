"""Small HTTP middleware."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class OptionalSlash:
    """A trailing slash is neither needed nor refused where programs ask."""

    PREFIXES = ("/api/", "/content/", "/user/", "/video/")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.PREFIXES):
            request.path_info = request.path_info.rstrip("/")
        return self.get_response(request)


class SecurityHeaders:
    """What a browser may do with our answers, where the view has not said so itself."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


def origin_of(request: HttpRequest | None = None) -> str:
    """Where people reach us, as `https://host:port`: PUBLIC_URL, else as this request did, else where we listen."""
    if settings.PUBLIC_URL or request is None:
        return str(settings.PUBLIC_URL) or listening_at()
    return f"{request.scheme}://{request.get_host()}"


def listening_at() -> str:
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(settings.HOST, settings.HOST)  # noqa: S104 -- compared
    return f"{'https' if settings.HTTPS else 'http'}://{f'[{host}]' if ':' in host else host}:{settings.PORT}"
