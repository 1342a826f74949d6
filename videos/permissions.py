"""Who may bring a body of which size, decided by the headers alone."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken
from starlette.datastructures import Headers
from starlette.types import Scope

from core.media import require_free_space
from core.uploads import Allowance

UPLOAD_PATH = "/api/v1/videos"
FORM_OVERHEAD_BYTES = 64 * 1024


async def judge_body(scope: Scope, length: int | None) -> Allowance:
    """Uploads by people with a good token up to MAX_UPLOAD_BYTES, while the disk has room; little from all others.

    Raises StorageFull. Django writes the body down twice on its way (as a body, then as a file), so twice its length
    must fit.
    """
    is_upload = scope["method"] == "POST" and scope["path"].rstrip("/") == UPLOAD_PATH
    if not is_upload:
        return Allowance(settings.MAX_BODY_BYTES)
    if not has_good_token(scope):
        return Allowance(0, read=False)
    await sync_to_async(require_free_space)(2 * min(length or 0, settings.MAX_UPLOAD_BYTES))
    return Allowance(settings.MAX_UPLOAD_BYTES + settings.MAX_CAPTION_BYTES + FORM_OVERHEAD_BYTES)


def has_good_token(scope: Scope) -> bool:
    """Whether the request carries an access token that is ours and not expired; the view looks at the person."""
    kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind != "Bearer":
        return False
    try:
        AccessToken(token.strip())  # type: ignore[arg-type] # simplejwt annotates a token where it takes its text
    except TokenError:
        return False
    return True
