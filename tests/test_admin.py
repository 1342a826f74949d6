"""Every model there is has admin pages that load: the list, a search in it, adding, and each row."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from segments.models import Clip, ClipAsker, ShareLink, Supercut, SupercutPart, Transcription
from segments.search_models import SearchTerm
from tests.factories import make_request, make_segments, make_user, make_video
from videos import dispatch

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
by_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@pytest.fixture
def browser(sent: list[Any]) -> Client:
    """A superuser's browser, on a site with a row of everything that odd data has got into."""
    staff = make_user(is_staff=True, is_superuser=True)
    video = make_video(title="<script>alert(1)</script> " + "x" * 270, owner=None)
    line = make_segments(video, "<b>bold</b>")[0]
    Transcription.objects.get_or_create(video=video, generation=1)
    SearchTerm.objects.create(text="<b>bold", windows=1, uses=2)
    clip = Clip.objects.create(video=video, segment=line, key="k", start=1, end=2)
    ClipAsker.objects.create(clip=clip, user=staff)
    ShareLink.objects.create(clip=clip, maker=staff)
    Supercut.objects.create(owner=staff, key="k", query="<script>alert(1)</script>")
    SupercutPart.objects.create(key="k", video=video, path="supercut/part-k.mkv", size_bytes=1)
    make_request()
    dispatch.dispatch()
    opened = Client()
    opened.force_login(staff)
    return opened


def page_of(model: type[Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@by_model
def test_pages_load(browser: Client, model: type[Model]) -> None:
    listed = browser.get(page_of(model, "changelist"))
    addable = admin.site._registry[model].has_add_permission(listed.wsgi_request)

    assert listed.status_code == 200
    assert len(listed.context["cl"].list_display) > 2 or model._meta.label == "auth.Group"
    assert browser.get(page_of(model, "changelist") + "?q=some+words").status_code == 200
    assert browser.get(page_of(model, "add")).status_code == (200 if addable else 403)
    for row in model._default_manager.all():
        shown = browser.get(page_of(model, "change", row.pk))
        assert shown.status_code == 200
        assert "<script>alert" not in shown.content.decode()


@by_model
def test_an_id_that_is_none_leads_back(browser: Client, model: type[Model]) -> None:
    assert browser.get(page_of(model, "change", "a'b%00")).status_code == 302


def test_every_model_of_ours_is_there(browser: Client) -> None:
    ours = {"users.User", "videos.Video", "videos.VideoRequest", "videos.ProcessingSession", "videos.ProcessingStep"}
    ours |= {f"segments.{name}" for name in ("Segment", "Transcription", "SearchWindow", "SearchTerm", "SearchTitle")}
    ours |= {f"segments.{name}" for name in ("Clip", "ClipAsker", "ShareLink", "Supercut", "SupercutPart")}

    assert ours <= {model._meta.label for model in MODELS}
    for label in ours:
        model = next(model for model in MODELS if model._meta.label == label)
        assert model._default_manager.exists(), label


def test_the_pages_need_staff() -> None:
    for person in (make_user(), make_user(is_staff=False, level=2)):
        opened = Client()
        opened.force_login(person)
        assert opened.get("/admin/").status_code == 302
