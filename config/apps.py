"""Django's handle on this package, for its commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
