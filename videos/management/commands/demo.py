"""`manage.py demo`: have the spoken sample of this repository processed, so that the first search finds something."""

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from core.database import DATABASE_AWAY
from users.models import User
from videos import services
from videos.events import whole_progress
from videos.models import VideoRequest, Visibility

SAMPLE = settings.BASE_DIR / "demo" / "sample.mp4"
TITLE = "A river, a train and fresh bread"
EMAIL = "demo@soundbite.invalid"


class Command(BaseCommand):
    """Queues the sample and waits until it can be searched. Again is no second copy."""

    help = "Process the spoken sample that comes with Soundbite. `make run` must be running."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--timeout", type=float, default=600, help="Seconds to wait for it.")

    def handle(self, *_args: Any, timeout: float, **_options: Any) -> None:
        try:
            request = self.request()
        except (*DATABASE_AWAY, ProgrammingError) as error:  # the latter without tables
            raise CommandError("Soundbite is not ready. Start `make run`, and wait until it says it is.") from error
        deadline = time.monotonic() + timeout
        while request.status in VideoRequest.LIVE:
            if time.monotonic() > deadline:
                raise CommandError("The sample is still waiting. Is `make run` running?")
            time.sleep(1)
            request.refresh_from_db()
            self.tell(request)
        if request.status != VideoRequest.Status.COMPLETED:
            raise CommandError(f"The sample {request.status}: {request.error_detail} ({request.error_code})")
        address = f"http://{settings.HOST}:{settings.PORT}/api/v1/search?q=river"
        self.stdout.write(self.style.SUCCESS(f"The sample is ready. Try: curl '{address}'"))

    def request(self) -> VideoRequest:
        """The sample's request: a new one, a retry of one that failed, or the one there is."""
        user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL, full_name="Demo")
        known = VideoRequest.objects.filter(user=user, video__title=TITLE).first()
        if known is None:
            return self.queue(user)
        return services.retry(known) if known.status in {"failed", "cancelled"} else known

    def queue(self, user: User) -> VideoRequest:
        settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, delete=False) as copy:
            shutil.copyfile(SAMPLE, copy.name)
        choices = services.Choices(language="en")
        return services.request_file(user, Path(copy.name), title=TITLE, visibility=Visibility.PUBLIC, choices=choices)

    def tell(self, request: VideoRequest) -> None:
        if request.session:
            done = whole_progress(request.session.steps.all())
            self.stdout.write(f"{request.status}: {done:.0%}", ending="\r")
