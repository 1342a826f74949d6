"""The pages that people open: rendered here, working without script, in the visitor's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from rest_framework.request import Request

from core.database import DATABASE_AWAY
from core.errors import ApplicationError, NotFound, Overloaded
from core.http import origin_of
from segments.models import Clip, Supercut
from segments.permissions import AnonymousClipThrottle
from segments.sharing import cards
from segments.sharing.finding import find_share
from segments.sharing.page import SharePage
from segments.sharing.shares import Share
from segments.sharing.showing import page_of

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
)


class TooManyCuts(ApplicationError):
    """This visitor has had many clips cut just now."""

    status = 429

    def __init__(self, wait: float | None) -> None:
        super().__init__("throttled", "Too many clips at once.", retry_after=max(1, round(wait or 1)))


class PublicView(View):
    """A page for whoever has its address; a refusal is a page too. `ancestors` may show it in a frame."""

    http_method_names: Sequence[str] = ("get", "head", "options")
    ancestors = "'none'"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            response = self.answer(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", translation.get_language_from_request(request))
        response.headers.setdefault("Content-Security-Policy", POLICY.format(ancestors=self.ancestors))
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except ApplicationError as error:
            return refusal(request, error)
        except DATABASE_AWAY:
            log.warning("A shared page was asked for while the database was away")
            return refusal(request, Overloaded())


def refusal(request: HttpRequest, error: ApplicationError) -> HttpResponse:
    """A plain page that says what is the matter."""
    response = render(request, "segments/refusal.html", refusal_words(error), status=error.status)
    response.headers["X-Robots-Tag"] = "noindex"
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def refusal_words(error: ApplicationError) -> Mapping[str, str]:
    words = {
        404: (_("There is no clip here"), _("The address is wrong, or the clip is no longer shared.")),
        410: (_("This link has ended"), _("Ask whoever sent it to you for a new one.")),
        429: (_("One moment, please"), _("Many clips are being cut for you. Try again in a minute.")),
        507: (_("This clip cannot be shown now"), _("The server has no room left. Try again later.")),
    }
    busy = (_("This clip cannot be shown now"), _("The server is busy. Try again in a minute."))
    heading, sentence = words.get(error.status, busy)
    return {"heading": heading, "sentence": sentence}


class MissingPage(PublicView):
    """Any other address among those of shares."""

    def get(self, _request: HttpRequest, **_names: str) -> HttpResponse:
        raise NotFound


class ShareView(PublicView):
    """What a share's pages have in common."""

    template = ""

    def get(self, request: HttpRequest, share_id: str) -> HttpResponse:
        share = find_share(share_id)
        page = page_of(share, self.made_of(share), origin_of(request))
        words = {"page": page, "failure": failure_words(page.made), **self.more_words(page)}
        response = render(request, self.template, words)
        if not self.is_listed(share):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def made_of(self, share: Share) -> Clip | Supercut:
        """The file to show. Who only looks may have as many cut as who asks for clips without an account."""
        if share.wants_making():
            require_patience(self.request)
        return share.make()

    def more_words(self, _page: SharePage) -> dict[str, Any]:
        return {}

    def is_listed(self, _share: Share) -> bool:
        return False


def require_patience(request: HttpRequest) -> None:
    """Raise TooManyCuts for a visitor who begins more cuts than clips may be asked for without an account."""
    throttle = AnonymousClipThrottle()
    if not throttle.allow_request(Request(request), PublicView()):  # type: ignore[arg-type] # it does not look at it
        raise TooManyCuts(throttle.wait())


def failure_words(made: Clip | Supercut) -> str:
    """Why there is nothing to play, empty where there is or will be."""
    if made.status != made.Status.FAILED:
        return ""
    known = {
        "source_missing": _("The video is no longer on the server."),
        "disk_full": _("The server has no room left."),
    }
    return known.get(made.error_code) or _("Something went wrong while it was cut.")


@method_decorator(csrf_exempt, name="dispatch")  # it reads no session, and does only what looking at the page does
class SharedPage(ShareView):
    """The page of a shared clip or supercut. A post has one that failed made again."""

    http_method_names = ("get", "head", "options", "post")
    template = "segments/share.html"

    def post(self, request: HttpRequest, share_id: str) -> HttpResponse:
        share = find_share(share_id)
        require_patience(request)
        share.retry()
        return HttpResponseRedirect(reverse("share", args=[share_id]), status=303)

    def more_words(self, page: SharePage) -> dict[str, Any]:
        return {
            "open_graph": cards.open_graph(page),
            "twitter_card": cards.twitter_card(page),
            "linked_data": cards.linked_data(page),
        }

    def is_listed(self, share: Share) -> bool:
        return share.is_listed


@method_decorator(xframe_options_exempt, name="dispatch")
class EmbedPage(ShareView):
    """Just the player, for frames in anybody's page. `?loop=1` plays on and on, `?autoplay=1` begins muted."""

    ancestors = "*"
    template = "segments/embed.html"

    def more_words(self, _page: SharePage) -> dict[str, Any]:
        asked = self.request.GET
        return {"loops": asked.get("loop") == "1", "begins_by_itself": asked.get("autoplay") == "1"}


class ShareState(PublicView):
    """How far the work is, for the script of a page that waits."""

    def get(self, _request: HttpRequest, share_id: str) -> JsonResponse:
        made = find_share(share_id).made()
        if made is None:
            raise NotFound
        return JsonResponse({"status": made.status, "progress": int(made.progress * 100)})


class CaptionsFile(PublicView):
    """What is said in it, as WebVTT that begins with it."""

    def get(self, _request: HttpRequest, share_id: str) -> HttpResponse:
        return HttpResponse(find_share(share_id).captions(), content_type="text/vtt; charset=utf-8")
