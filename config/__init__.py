"""Wiring: settings, URLs, ASGI, Celery, and the programs Soundbite brings along. Nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
