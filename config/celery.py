"""The Celery application. Tasks carry ids only; PostgreSQL holds the state, so results are never kept."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("soundbite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
