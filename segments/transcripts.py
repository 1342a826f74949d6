"""What runs write: the transcript as it is spoken, and its English track, passage by passage."""

from __future__ import annotations

from typing import Any

from engines.display import displayed, stored
from engines.transcribers.captions import Captions
from engines.types import Passage, Speech
from segments import events
from segments.editing.keeping import keep_corrections
from segments.models import Segment, Track, Transcription
from segments.search import counted_together, forget_generations, index_segments
from segments.selectors import shown_generation
from videos.models import Video
from videos.pipeline import StepRun


def stored_run(run: StepRun, track: str = Track.ORIGINAL) -> Transcription | None:
    """What this run has stored of a track so far: it goes on behind its `reached`."""
    return Transcription.objects.filter(video=run.video, generation=run.session.generation, track=track).first()


def add_passage(run: StepRun, passage: Passage, track: str = Track.ORIGINAL) -> None:
    """Store everything spoken in one passage; what is in the language that is spoken is indexed, too.

    May be repeated: what is stored already is passed over. A video's first track of a kind is read from its first
    passage on; a later one replaces it when it is finished. Raises Superseded where the run is over.
    """
    with run.fenced() as video:
        transcription, made = run_of(video, run.session.generation, track)
        if passage.reached <= transcription.reached and not made:
            return
        transcription.video = video
        segments = store(transcription, passage)
        is_shown = shown_generation(video, track) in {0, transcription.generation}
        if is_shown:
            show(video, transcription)
        if segments and track == Track.ORIGINAL:
            index_segments(video.pk, transcription.generation, segments[0].index)
        if is_shown:
            announce(run, video, transcription, segments)
    run.video.generation, run.video.segment_count = video.generation, video.segment_count


def run_of(video: Video, generation: int, track: str) -> tuple[Transcription, bool]:
    """The row of a run over a track, and whether it is new."""
    return Transcription.objects.get_or_create(video=video, generation=generation, track=track)


def announce(run: StepRun, video: Video, transcription: Transcription, segments: list[Segment]) -> None:
    """Tell the people concerned of lines that readers see from now on."""
    if transcription.track == Track.ORIGINAL:
        events.segments_added(video, segments)
    else:
        events.translation_added(video, run.session, segments, transcription.segment_count)


def store(transcription: Transcription, passage: Passage) -> list[Segment]:
    """The passage's lines as rows, and the transcription's state after it."""
    place = {"video": transcription.video, "generation": transcription.generation, "track": transcription.track}
    last = Segment.objects.filter(**place).order_by("index").last()
    earliest, first = (last.start, last.index + 1) if last else (0.0, 0)
    segments: list[Segment] = []
    for speech in passage.speech:
        line = line_of(speech, earliest, **place, index=first + len(segments))
        if line.text:
            earliest = line.start
            segments.append(line)
    Segment.objects.bulk_create(segments)
    info = passage.info
    transcription.reached = passage.reached
    transcription.segment_count += len(segments)
    transcription.engine, transcription.model = info.engine, info.model[:200]
    transcription.language, transcription.quality = info.language, info.quality
    if info.language_probability is not None:  # a run that is resumed is given the language
        transcription.language_probability = info.language_probability
    is_captions = info.engine == Captions.name
    transcription.source = Video.TranscriptSource.CAPTIONS if is_captions else Video.TranscriptSource.SPEECH
    transcription.save()
    return segments


def line_of(speech: Speech, earliest: float, **place: Any) -> Segment:
    """A line with clean text, that begins not before the line it follows; `place` is where it belongs."""
    start = max(speech.start, earliest, 0.0)
    text, heard = displayed(speech.text), stored(speech.text)
    words = [[round(word.start, 3), round(word.end, 3), displayed(word.text)] for word in speech.words]
    return Segment(
        start=round(start, 3),
        end=round(max(speech.end, start), 3),
        text=text,
        original=heard if heard != text else "",
        words=words,
        doubtful=speech.doubtful,
        **place,
    )


def show(video: Video, transcription: Transcription) -> None:
    """Make a transcription the one that readers of the video see of its track."""
    if transcription.track == Track.ENGLISH:
        video.english_generation = transcription.generation
        video.save(update_fields=["english_generation"])
        return
    video.generation = transcription.generation
    video.segment_count = transcription.segment_count
    video.engine, video.model = transcription.engine, transcription.model
    video.language = transcription.language or video.language
    video.transcript_source, video.transcript_quality = transcription.source, transcription.quality
    video.save(
        update_fields=[
            "generation", "segment_count", "engine", "model", "language", "transcript_source", "transcript_quality",
        ]
    )  # fmt: skip


def finish_transcript(run: StepRun) -> None:
    """The run's transcript is whole: readers see it from now on, and older ones are removed but for corrected lines.

    May be repeated.
    """
    generation = run.session.generation
    with run.fenced() as video, counted_together():
        transcription, _ = run_of(video, generation, Track.ORIGINAL)
        is_new = video.generation != generation
        keep_corrections(video, transcription)
        show(video, transcription)
        forget_generations(video.pk, but=generation)
        forget_others(transcription)
        if is_new:
            events.segments_added(video, [])


def finish_translation(run: StepRun) -> None:
    """The same for the English track. Where nothing was said there is none, and an older one stays."""
    with run.fenced() as video:
        transcription = stored_run(run, Track.ENGLISH)
        if transcription is None or not transcription.segment_count:
            return
        is_new = video.english_generation != transcription.generation
        keep_corrections(video, transcription)
        show(video, transcription)
        forget_others(transcription)
        if is_new:
            events.translation_added(video, run.session, [], transcription.segment_count)


def forget_others(transcription: Transcription) -> None:
    """Delete what other runs made of the track."""
    for kind in (Segment, Transcription):
        others = kind.objects.filter(video=transcription.video, track=transcription.track)
        others.exclude(generation=transcription.generation).delete()
