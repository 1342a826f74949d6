"""The app."""

from django.apps import AppConfig


class ReuvPlayConfig(AppConfig):
    name = "reuvplay"
