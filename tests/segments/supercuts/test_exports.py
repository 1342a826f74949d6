"""What editors can take away: segments.supercuts.exports."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from segments.models import Supercut
from segments.supercuts.exports import exported
from segments.supercuts.exports.timecode import DROPPING, STANDARD, standard, timecode
from segments.supercuts.exports.timeline import Timeline, timeline
from segments.supercuts.items import Item, stored
from tests.factories import make_segments, make_video
from tests.segments.asking import code_of
from tests.segments.supercuts.conftest import URL
from users.models import User
from videos.models import Video, Visibility

NTSC, PAL, FILM = Fraction(30000, 1001), Fraction(25), Fraction(24000, 1001)
ODD_TITLE = "Talk <b>&\"1'\n* FROM CLIP NAME: 東京 \x07"


@pytest.mark.parametrize(
    ("frame", "rate", "code"),
    [
        (0, NTSC, "00:00:00;00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3600, Fraction(60000, 1001), "00:01:00;04"),
        (1800, Fraction(30), "00:01:00:00"),
        (1500, PAL, "00:01:00:00"),
        (1440, FILM, "00:01:00:00"),
        (25 * 86400, PAL, "00:00:00:00"),
    ],
)
def test_timecode(frame: int, rate: Fraction, code: str) -> None:
    assert timecode(frame, rate) == code


@given(st.integers(0, 107891), st.sampled_from(sorted(DROPPING)))
def test_drop_frame_keeps_up_with_the_clock_and_skips_its_numbers(frame: int, rate: Fraction) -> None:
    hours, minutes, seconds, frames = map(int, re.split("[:;]", timecode(frame, rate)))
    told = hours * 3600 + minutes * 60 + seconds + frames / round(rate)
    assert abs(told - float(frame / rate)) < 0.07
    assert timecode(frame + 1, rate) > timecode(frame, rate)
    assert not (seconds == 0 and minutes % 10 and frames < round(rate) // 15)


@given(st.sampled_from(STANDARD), st.floats(-0.0003, 0.0003))
def test_measured_rates_stand_for_the_nearest_standard_one(rate: Fraction, error: float) -> None:
    assert standard(rate * Fraction(1 + error)) == rate


def test_other_rates_are_no_standard() -> None:
    assert [standard(Fraction(rate)) for rate in (10, 15, 29)] == [None] * 3


def of(video: Video, first: float, frames: int, rate: Fraction | None) -> Item:
    own = (rate.numerator, rate.denominator) if rate else (0, 1)
    return Item(str(video.pk), first, first + frames / 30, video.title, first, frames, own)


def made(*items: Item) -> Timeline:
    videos = {str(video.pk): video for video in Video.objects.all()}
    return timeline("Supercut river", items, videos, lambda video: f"https://clips.example/{video.pk}?a=1&b=2")


@pytest.fixture
def talk() -> Video:
    return make_video(title=ODD_TITLE, duration=5000.0, width=1920, height=1080, has_audio=True)


@pytest.fixture
def radio() -> Video:
    return make_video(title="Radio", duration=100.0, has_audio=True)


@pytest.mark.django_db
class TestFormats:
    def test_edl_of_drop_frame_sources_counts_in_drop_frame(self, talk: Video) -> None:
        _type, text = exported(made(of(talk, 60.06, 90, NTSC), of(talk, 600.6, 1800, NTSC)), "edl")
        assert text.split("\r\n") == [
            "TITLE: Supercut river",
            "FCM: DROP FRAME",
            "",
            "001  V001     AA/V  C        00:01:00;02 00:01:03;02 00:00:00;00 00:00:03;00",
            "* FROM CLIP NAME: Talk <b>&\"1' * FROM CLIP NAME: 東京",
            f"* SOURCE FILE: https://clips.example/{talk.pk}?a=1&b=2",
            "",
            "002  V001     AA/V  C        00:10:00;18 00:11:00;18 00:00:03;00 00:01:03;00",
            "* FROM CLIP NAME: Talk <b>&\"1' * FROM CLIP NAME: 東京",
            f"* SOURCE FILE: https://clips.example/{talk.pk}?a=1&b=2",
            "",
            "",
        ]

    def test_edl_of_mixed_rates_counts_each_source_in_its_own(self, talk: Video, radio: Video) -> None:
        pal = make_video(title="PAL", duration=50.0)
        _type, text = exported(made(of(pal, 2.0, 60, PAL), of(radio, 1.5, 30, None)), "edl")
        lines = text.split("\r\n")
        assert lines[1] == "FCM: NON-DROP FRAME"
        assert lines[3:5] == [
            "001  V001     AA/V  C        00:00:02:00 00:00:04:00 00:00:00:00 00:00:02:00",
            "M2   V001     025.0                00:00:02:00",
        ]
        assert lines[8] == "002  V002     AA    C        00:00:01:15 00:00:02:15 00:00:02:00 00:00:03:00"

    def test_places_do_not_drift(self, talk: Video) -> None:
        whole = made(*(of(talk, 10 * n, 31, NTSC) for n in range(100)))
        ends = [event.record_in + event.length for event in whole.events]
        assert ends[:-1] == [event.record_in for event in whole.events[1:]]
        assert abs(ends[-1] / whole.rate - Fraction(3100, 30)) < 1 / NTSC

    def test_fcpxml_lies_on_frames_and_escapes_names(self, talk: Video, radio: Video) -> None:
        items = (of(talk, 60.06, 90, NTSC), of(radio, 1.5, 30, None), of(talk, 3.003, 45, NTSC))
        _type, text = exported(made(*items), "fcpxml")
        root = ElementTree.fromstring(text)  # noqa: S314 -- our own
        assert (root.tag, root.get("version"), [part.tag for part in root]) == (
            "fcpxml",
            "1.10",
            ["resources", "library"],
        )
        ids = {resource.get("id"): resource for resource in root[0]}
        formats = {key: resource.get("frameDuration") for key, resource in ids.items() if resource.tag == "format"}
        sequence = root.find(".//sequence")
        assert formats[sequence.get("format")] == "1/30s"
        place = Fraction(0)
        clips = root.findall(".//spine/asset-clip")
        for clip in clips:
            times = {name: Fraction(clip.get(name).removesuffix("s")) for name in ("offset", "start", "duration")}
            assert times["offset"] == place
            assert (times["duration"] * 30).denominator == 1
            asset = ids[clip.get("ref")]
            if asset.get("format"):
                frame = Fraction(formats[asset.get("format")].removesuffix("s"))
                assert (times["start"] / frame).denominator == 1
            assert times["start"] + times["duration"] <= Fraction(asset.get("duration").removesuffix("s"))
            place += times["duration"]
        assert Fraction(sequence.get("duration").removesuffix("s")) == place
        assert clips[0].get("name") == "Talk <b>&\"1' * FROM CLIP NAME: 東京"
        assert [clip.get("tcFormat") for clip in clips] == ["DF", "NDF", "DF"]
        assert [asset.find("media-rep").get("src")[-8:] for asset in root.iter("asset")] == ["?a=1&b=2"] * 2
        assert [asset.get("hasVideo") for asset in root.iter("asset")] == ["1", None]

    @pytest.mark.skipif(sys.version_info >= (3, 14), reason="OpenTimelineIO has no wheel for it yet")
    @pytest.mark.rest
    def test_otio_is_read_by_its_library(self, talk: Video, radio: Video) -> None:
        import opentimelineio as otio

        _type, text = exported(made(of(talk, 60.06, 90, NTSC), of(radio, 1.5, 30, None)), "otio")
        read = otio.adapters.read_from_string(text, "otio_json")
        assert read.name == "Supercut river"
        video, audio = read.tracks
        assert (video.kind, audio.kind) == ("Video", "Audio")
        assert [type(child).__name__ for child in video] == ["Clip", "Gap"]
        clip = audio[0]
        assert otio.opentime.to_timecode(clip.source_range.start_time) == "00:01:00;02"
        assert clip.source_range.duration.to_seconds() == pytest.approx(3.003)
        assert clip.media_reference.target_url.startswith("https://clips.example/")
        assert audio.range_of_child_at_index(1).start_time.to_seconds() == pytest.approx(3.003)

    def test_vtt_holds_the_words_at_the_supercuts_times(self, talk: Video, radio: Video) -> None:
        words = [[1.0, 1.4, "Hello"], [1.4, 2.1, "<there>"], [2.5, 3.0, "friend"]]
        make_segments(talk, (0.9, 3.2, "Hello <there> friend"), words=words)
        make_segments(radio, (4, 6, "No words --> here"), (50, 51, "later"))
        _type, text = exported(made(of(radio, 4.5, 60, None), of(talk, 1.3, 30, NTSC)), "vtt")
        assert text == (
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nNo words --&gt; here\n\n"
            "00:00:02.100 --> 00:00:02.933\n&lt;there&gt;\n\n"
        )

    def test_vtt_can_be_read_in_time(self, talk: Video, radio: Video) -> None:
        said = "Rivers carry more water in a single wet spring day than all the springs above them give in a month"
        words = [[10 + n * 0.3, 10.3 + n * 0.3, word] for n, word in enumerate(said.split())]
        make_segments(talk, (10, 16, said), words=words)
        make_segments(radio, (1, 1.2, "Oh"))
        _type, text = exported(
            made(of(radio, 1.0, 12, None), of(talk, 10.0, 180, NTSC), of(radio, 1.0, 15, None)), "vtt"
        )
        cues = [cue.split("\n") for cue in text.removeprefix("WEBVTT\n\n").strip().split("\n\n")]
        assert " ".join(" ".join(rows) for _times, *rows in cues) == f"Oh {said} Oh"
        assert max(len(row) for _times, *rows in cues for row in rows) <= 42
        assert [len(rows) for _times, *rows in cues] == [1, 2, 2, 1]
        assert cues[0][0] == "00:00:00.000 --> 00:00:00.400"  # as long as its piece, no longer
        assert cues[-1][0] == "00:00:06.400 --> 00:00:06.900"


@pytest.mark.django_db
class TestOverHttp:
    @pytest.fixture
    def supercut(self, asker: User, talk: Video, radio: Video) -> Supercut:
        Video.objects.update(visibility=Visibility.PUBLIC, media_path="video/x.mp4")
        items = stored([of(talk, 60.06, 90, NTSC), of(radio, 1.5, 30, None)])
        return Supercut.objects.create(owner=asker, key="k", query="a/b", items=items, status="ready")

    @pytest.mark.parametrize("form", ["edl", "otio", "fcpxml", "vtt"])
    def test_each_format_is_a_file(self, asking: APIClient, supercut: Supercut, form: str) -> None:
        answer = asking.get(f"{URL}/{supercut.pk}/export?format={form}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="Supercut a b.{form}"'
        if form != "vtt":
            assert "http://testserver/content/video/x.mp4" in answer.content.decode()

    def test_odd_searches_break_no_format(self, asking: APIClient, supercut: Supercut) -> None:
        Supercut.objects.update(query="river\nFCM: DROP FRAME \x01\ufffe<a>")
        edl, fcpxml = (asking.get(f"{URL}/{supercut.pk}/export?format={form}").content for form in ("edl", "fcpxml"))
        assert edl.decode().split("\r\n")[0] == "TITLE: Supercut river FCM: DROP FRAME <a>"
        project = ElementTree.fromstring(fcpxml).find("library/event/project")  # noqa: S314 -- our own
        assert project is not None
        assert project.get("name") == "Supercut river FCM: DROP FRAME <a>"

    def test_video_one_may_no_longer_see_is_left_out(self, asking: APIClient, supercut: Supercut, talk: Video) -> None:
        Video.objects.filter(pk=talk.pk).update(visibility=Visibility.PRIVATE)
        text = asking.get(f"{URL}/{supercut.pk}/export?format=edl").content.decode()
        assert ("Talk" in text, "Radio" in text) == (False, True)

    def test_what_is_not_made_yet_or_not_known_is_refused(self, asking: APIClient, supercut: Supercut) -> None:
        assert code_of(asking.get(f"{URL}/{supercut.pk}/export?format=doc")) == (400, "format_not_supported")
        items: list[Any] = [{**item, "frames": 0} for item in supercut.items]
        Supercut.objects.update(items=items, status="working")
        assert code_of(asking.get(f"{URL}/{supercut.pk}/export?format=edl")) == (409, "supercut_not_ready")
