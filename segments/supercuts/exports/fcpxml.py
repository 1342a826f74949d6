"""A supercut as FCPXML 1.10, for Final Cut Pro, DaVinci Resolve and Premiere Pro.

Times are rational seconds. Final Cut Pro wants them on frames: a clip's offset and duration on those of the sequence,
its start on those of its asset.
"""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from segments.supercuts.exports.timecode import is_dropping
from segments.supercuts.exports.timeline import Event, Timeline
from videos.models import Video

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
SEQUENCE_SIZE = (1280, 720)


def written(timeline: Timeline) -> str:
    root = Element("fcpxml", version="1.10")
    resources = Resources(SubElement(root, "resources"))
    sequence_format = resources.format_of(timeline.rate, SEQUENCE_SIZE)
    event = SubElement(SubElement(root, "library"), "event", name=timeline.name)
    project = SubElement(event, "project", name=timeline.name)
    sequence = SubElement(
        project,
        "sequence",
        format=sequence_format,
        duration=seconds(timeline.length, timeline.rate),
        tcStart="0s",
        tcFormat=counting(timeline.rate),
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = SubElement(sequence, "spine")
    for cut in timeline.events:
        SubElement(
            spine,
            "asset-clip",
            ref=resources.asset_of(cut),
            name=cut.title,
            offset=seconds(cut.record_in, timeline.rate),
            start=seconds(cut.source_in, cut.rate),
            duration=seconds(cut.length, timeline.rate),
            tcFormat=counting(cut.rate),
        )
    ElementTree.indent(root)
    return HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"


class Resources:
    """The formats and assets that clips refer to, each listed once."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.formats: dict[tuple[Fraction, tuple[int, int]], str] = {}
        self.assets: dict[str, str] = {}

    def format_of(self, rate: Fraction, size: tuple[int, int]) -> str:
        if (rate, size) not in self.formats:
            name = self.formats[rate, size] = f"r{len(self.formats) + len(self.assets) + 1}"
            width, height = map(str, size)
            SubElement(self.element, "format", id=name, frameDuration=seconds(1, rate), width=width, height=height)
        return self.formats[rate, size]

    def asset_of(self, cut: Event) -> str:
        """The asset of an event's video; it is as long as the video, and holds every piece of it."""
        video = cut.video
        if str(video.pk) not in self.assets:
            form = {"format": self.format_of(cut.rate, size_of(video)), "hasVideo": "1"} if cut.has_picture else {}
            name = self.assets[str(video.pk)] = f"r{len(self.formats) + len(self.assets) + 1}"
            sound = {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
            asset = SubElement(
                self.element,
                "asset",
                {"id": name, "name": cut.title, "uid": str(video.pk), "start": "0s"},
                duration=seconds(round(Fraction(video.duration or 0) * cut.rate), cut.rate),
                **form,
                **(sound if video.has_audio or not cut.has_picture else {}),
            )
            SubElement(asset, "media-rep", kind="original-media", src=cut.url)
        return self.assets[str(video.pk)]


def size_of(video: Video) -> tuple[int, int]:
    return (video.width or SEQUENCE_SIZE[0], video.height or SEQUENCE_SIZE[1])


def seconds(frames: int, rate: Fraction) -> str:
    """Frames as rational seconds: 1001/30000s."""
    time = frames / rate
    return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"


def counting(rate: Fraction) -> str:
    return "DF" if is_dropping(rate) else "NDF"
