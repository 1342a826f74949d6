"""Cut clips: for playing (copied from a keyframe on, in milliseconds) and as exact files."""

from __future__ import annotations

import threading
from pathlib import Path

from engines.clips import keyframe
from engines.clips.cuts import FileCut, PlayCut
from engines.clips.encode import encoded_cut
from engines.partial import writing
from engines.types import Progress

__all__ = ["FileCut", "PlayCut", "file_cut", "index_samples", "play_cut", "sample_index_path"]


def play_cut(source: Path, target: Path, start: float, end: float) -> PlayCut:
    """Copy the samples from the keyframe at or before `start` to `end`; the clip's zero is that keyframe.

    Nothing is encoded and no edit list hides the pre-roll, which browsers do not agree on. Plain mp4 is cut by its
    sample index (made when missing), everything else by libavformat. May be called from several threads; `source`
    should be playable (engines.media.is_playable).

    Args:
        source: a local media file.
        target: appears when it is whole; mp4, or WebM where the codecs want it (see `content_type`).
        start: seconds from the start of the media.
        end: the same; past the end of the media means its end.

    Raises:
        UnfitToPlay: the keyframe lies more than ten seconds before the start, or browsers cannot begin there (an open
            GOP); found out before anything is copied.
        ClipError: clip_out_of_range, clip_failed.
        MediaError: not_media, media_damaged.
        FfmpegError: disk_full.
    """
    from engines.clips import indexed, samples  # noqa: PLC0415 -- numpy is slow to import

    index = samples.index_of(source)
    with writing(target) as partial:
        made = index and indexed.play_cut(index, source, partial, start, end)
        return made or keyframe.play_cut(source, partial, start, end)


def file_cut(  # noqa: PLR0913 -- start and end are one thing
    source: Path,
    target: Path,
    start: float,
    end: float,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    *,
    threads: int = 0,
) -> FileCut:
    """Write an mp4 of [start, end) that begins with the frame that covers `start`, for every player.

    H.264 in mp4 is encoded up to the next keyframe only, and then shows at most three frames after `end`; everything
    else is encoded anew. Sound alone gives an mp4 with sound alone.

    Raises:
        ClipError: clip_out_of_range, clip_failed.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, disk_full, ffmpeg_missing.
        Stopped: `stop` was set.
    """
    from engines.clips import headcut, samples  # noqa: PLC0415 -- numpy is slow to import

    index = samples.index_of(source)
    with writing(target) as partial:
        made = index and headcut.head_cut(index, source, partial, start, end, stop, threads=threads)
        if made and progress:
            progress(1.0)
        return made or encoded_cut(source, partial, start, end, progress, stop, threads=threads)


def index_samples(source: Path) -> bool:
    """Make the sample index of a file, if it can have one, so that its first clip need not; says whether it can.

    Raises MediaError(not_media, media_damaged).
    """
    from engines.clips import samples  # noqa: PLC0415 -- numpy is slow to import

    return samples.index_of(source) is not None


def sample_index_path(source: Path) -> Path:
    """Where the sample index of a file lies, there or not."""
    return source.with_name(source.name + ".samples")
