"""Every model of the app has its admin pages."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from segments.models import Clip, ClipAsker, ShareLink
from tests.factories import make_segments, make_user, make_video

pytestmark = pytest.mark.django_db


def test_every_model_can_be_looked_at() -> None:
    staff = make_user(is_staff=True, is_superuser=True)
    video = make_video()
    line = make_segments(video, "a line")[0]
    clip = Clip.objects.create(video=video, segment=line, key="k", start=1, end=2)
    ClipAsker.objects.create(clip=clip, user=staff)
    ShareLink.objects.create(clip=clip, maker=staff)
    browser = Client()
    browser.force_login(staff)
    for model in apps.get_app_config("segments").get_models():
        assert admin.site.is_registered(model)
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert browser.get(reverse(f"{name}_changelist")).status_code == 200
        for row in model.objects.all():
            assert browser.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
