"""A new run over a video that is here. People read and search the old transcript until the new one is whole."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core.errors import WrongState
from users.models import User
from videos import selectors, services
from videos.models import Video, VideoRequest
from videos.services import Choices


@transaction.atomic
def transcribe_again(user: User, video: Video, choices: Choices) -> VideoRequest:
    """Queue a new transcription, by another engine, model or language, say; answers the request for it.

    Lines that were corrected by hand stay. Raises NotAllowed for all but editors, and what `queue_run` raises.
    """
    return queue_run(user, services.editable(user, video), choices)


def queue_run(user: User, video: Video, choices: Choices, *, at_once: bool = False) -> VideoRequest:
    """Queue a run over a video that the transaction holds; `at_once`: before all others.

    Raises WrongState while the video is in work, where its source was dropped, or where the person has too many
    requests on the way.
    """
    if selectors.is_in_work(video):
        raise WrongState("wrong_state", "This video is in work. Please wait until that is done.")
    services.require_place(user)
    request = services.request_for(user, video, choices)
    request.prioritized_at = timezone.now() if at_once else None
    services.queue(request)
    request.save()
    services.wake_queue()
    return request
