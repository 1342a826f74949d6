"""Who may bring a body of which size, decided by the headers alone."""

from __future__ import annotations

import re

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.conf import settings
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken
from starlette.datastructures import Headers
from starlette.types import Scope

from core.media import require_free_space
from core.uploads import Allowance
from users.authentication import living_key

UPLOAD_PATH = "/api/v1/videos"
CAPTIONS_PATH = re.compile(r"/api/v1/(videos|uploads)/[0-9A-Fa-f-]{36}/captions")
FORM_OVERHEAD_BYTES = 64 * 1024


async def judge_body(scope: Scope, length: int | None) -> Allowance:
    """Uploads by people with a good token up to MAX_UPLOAD_BYTES, while the disk has room, and caption files up to
    MAX_CAPTION_BYTES; little from all others.

    Raises StorageFull. Django writes the body down twice on its way (as a body, then as a file), so twice its length
    must fit.
    """
    path = scope["path"].rstrip("/")
    is_upload, brings_captions = path == UPLOAD_PATH, bool(CAPTIONS_PATH.fullmatch(path))
    if scope["method"] != "POST" or not (is_upload or brings_captions):
        return Allowance(settings.MAX_BODY_BYTES)
    if not await database_sync_to_async(proves_someone)(Headers(scope=scope).get("authorization", "")):
        return Allowance(0, read=False)
    if brings_captions:
        return Allowance(settings.MAX_CAPTION_BYTES + FORM_OVERHEAD_BYTES)
    await sync_to_async(require_free_space)(2 * min(length or 0, settings.MAX_UPLOAD_BYTES))
    return Allowance(settings.MAX_UPLOAD_BYTES + settings.MAX_CAPTION_BYTES + FORM_OVERHEAD_BYTES)


def proves_someone(authorization: str) -> bool:
    """Whether this header carries an access token of ours that is not expired, or a living API key.

    The view looks at the person.
    """
    kind, _, token = authorization.partition(" ")
    if kind.lower() == "api-key":
        return living_key(token) is not None
    if kind != "Bearer":
        return False
    try:
        AccessToken(token.strip())  # type: ignore[arg-type] # simplejwt annotates a token where it takes its text
    except TokenError:
        return False
    return True
