"""engines.forms.fonts: which letters this machine can draw."""

from pathlib import Path

import pytest

from engines.errors import ClipError
from engines.forms import fonts
from engines.forms.captions import Cue


@pytest.mark.parametrize(
    "text", ["Hello, їжак!", "日本語の字幕", "한국어 자막", "简体中文", "繁體字", "नमस्ते", "ไทย", "مرحبا", "שלום", " "]
)
def test_any_script_can_be_drawn_with_the_fonts_that_come_along(tmp_path: Path, text: str):
    assert fonts.undrawable(text, tmp_path) == set()


def test_letters_that_no_font_has_are_refused_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "undrawable", lambda *_: {"漢"})

    with pytest.raises(ClipError) as caught:
        fonts.drawable([Cue(0, 1, ("漢字",))], tmp_path)

    assert caught.value.code == "font_missing"
    assert "fonts-noto-cjk" in caught.value.detail
    assert "google-noto-sans-cjk-fonts" in caught.value.detail


def test_signs_that_no_font_has_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "undrawable", lambda *_: {"😀"})

    assert fonts.drawable([Cue(0, 1, ("a😀", "b"))], tmp_path) == [Cue(0, 1, ("a", "b"))]


def test_what_libass_cannot_draw_is_read_from_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    said = ["[ass @ 0x1] fontselect: failed to find any fallback with glyph 0x6F22 for font: (sans-serif, 400, 0)\n"]
    monkeypatch.setattr(fonts.ffmpeg, "warnings", lambda _output: said)

    assert fonts.undrawable("a漢", tmp_path) == {"漢"}
    assert fonts.font_missing("ظ").detail.count("fonts-noto-core") == 1
