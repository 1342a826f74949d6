"""Django's handle on this app."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "users"
