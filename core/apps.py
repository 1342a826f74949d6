"""Django's handle on this app."""

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)  # Django checks that it is there
