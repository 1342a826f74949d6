"""engines.transcribers.audio: a stream of chunks whose times are those of the media."""

import numpy as np
import psutil
import pytest

from engines.errors import MediaError
from engines.transcribers.audio import BLOCK_BYTES, ONE_WINDOW, SAMPLE_RATE, chunks, cut, quiet_place
from tests.media import SPOKEN, Media

MILLISECOND = SAMPLE_RATE // 1000
SHIFTS = range(-20 * MILLISECOND, 20 * MILLISECOND)


def sound(seconds: float, *quiet: tuple[float, float]) -> np.ndarray:
    """Noise with quiet spans."""
    samples = np.random.default_rng(0).integers(-8000, 8000, int(seconds * SAMPLE_RATE), np.int16)
    for begin, end in quiet:
        samples[int(begin * SAMPLE_RATE) : int(end * SAMPLE_RATE)] //= 100
    return samples


def blocks(samples: np.ndarray):
    content = samples.tobytes()
    return (content[at : at + BLOCK_BYTES] for at in range(0, len(content), BLOCK_BYTES))


def test_cut_where_it_is_quiet():
    samples = sound(80.5, (10, 11), (31, 31.4), (65, 65.4))

    made = list(cut(blocks(samples), 100))

    assert [chunk.start for chunk in made] == pytest.approx([100, 131.2, 165.2], abs=0.1)
    assert np.array_equal(np.concatenate([chunk.samples for chunk in made]), samples)
    assert [a.end for a in made[:-1]] == [b.start for b in made[1:]]
    assert all(25 <= chunk.end - chunk.start <= 40 for chunk in made[:-1])


def test_short_sound_is_one_chunk():
    (chunk,) = cut(blocks(sound(3)))

    assert (chunk.start, chunk.end) == (0, 3)


def test_no_sound_is_no_chunk():
    assert list(cut(iter([]))) == []


def test_half_a_sample_is_dropped():
    (chunk,) = cut(iter([b"\x00\x01\x02"]))

    assert len(chunk.samples) == 1


def test_chunks_for_whisper_fit_its_window():
    made = list(cut(blocks(sound(95, (22, 22.4), (27, 27.4), (50, 50.4))), lengths=ONE_WINDOW))

    assert [chunk.start for chunk in made] == pytest.approx([0, 27.2, 50.2, 75.2], abs=0.1)
    assert all(20 <= chunk.end - chunk.start <= 30 for chunk in made[:-1])


def test_quiet_place_is_the_middle_of_the_quiet():
    samples = sound(10, (6, 6.5))

    assert quiet_place(samples, 2 * SAMPLE_RATE, 9 * SAMPLE_RATE) / SAMPLE_RATE == pytest.approx(6.25, abs=0.05)


def test_quiet_place_is_the_last_of_several_that_are_about_as_quiet():
    samples = sound(10, (3, 3.5), (7, 7.4))
    samples[int(3.1 * SAMPLE_RATE) : int(3.4 * SAMPLE_RATE)] = 0

    assert quiet_place(samples, 2 * SAMPLE_RATE, 9 * SAMPLE_RATE) / SAMPLE_RATE == pytest.approx(3.25, abs=0.05)
    samples[int(3.1 * SAMPLE_RATE) : int(3.4 * SAMPLE_RATE)] = samples[
        int(7.05 * SAMPLE_RATE) : int(7.35 * SAMPLE_RATE)
    ]
    assert quiet_place(samples, 2 * SAMPLE_RATE, 9 * SAMPLE_RATE) / SAMPLE_RATE == pytest.approx(7.2, abs=0.05)


def test_quiet_place_of_silence_is_its_middle():
    assert quiet_place(sound(10) * 0, 2 * SAMPLE_RATE, 8 * SAMPLE_RATE) / SAMPLE_RATE == pytest.approx(5, abs=0.05)


def onset(made) -> float:
    """Seconds of the media at which sound begins."""
    samples = np.concatenate([chunk.samples for chunk in made])
    return made[0].start + float(np.argmax(np.abs(samples) > 1000)) / SAMPLE_RATE


@pytest.fixture
def beep(media: Media):
    """A tone that begins at 4.0 seconds."""
    delayed = ("-af", "adelay=4000:all=1", "-c:a", "aac")
    return media.made("beep.mp4", "-f", "lavfi", "-t", "2", "-i", "sine=frequency=440", *delayed)


@pytest.mark.parametrize("start", [0.0, 1.234, 3.9])
def test_chunks_have_the_times_of_the_media(beep, start: float):
    assert onset(list(chunks(beep, start))) == pytest.approx(4, abs=0.03)


@pytest.mark.parametrize("start", [0.0, 2.5])
def test_chunks_fill_small_holes(media: Media, beep, start: float):
    lacking = ("-c", "copy", "-bsf:a", r"noise=drop=eq(n\,40)+eq(n\,80)+eq(n\,120)")
    holey = media.made("holes.mkv", "-i", beep, *lacking)  # 23 ms each, far apart, two of them before 2.5 s

    assert onset(list(chunks(holey, start))) == pytest.approx(4, abs=0.03)


def test_chunks_from_anywhere_are_those_of_the_whole():
    whole = next(chunks(SPOKEN, lengths=(40, 45))).samples.astype(float)
    for start in (3.0, 22.66):  # in the sample there is a hole of 15 ms at 11.3 s
        at = round(start * SAMPLE_RATE) + SAMPLE_RATE  # a decoder that begins anew is itself after some frames
        again = next(chunks(SPOKEN, start)).samples[SAMPLE_RATE : 2 * SAMPLE_RATE].astype(float)
        alike = {shift: np.corrcoef(again, whole[at + shift : at + shift + len(again)])[0, 1] for shift in SHIFTS}
        assert abs(max(alike, key=alike.__getitem__)) <= MILLISECOND


def test_chunks_fill_the_time_before_late_sound(media: Media, beep):
    late = ("-itsoffset", "3", "-i", media.tone, "-map", "0:v", "-map", "1:a", "-c", "copy")
    both = media.made("late-sound.mp4", "-i", media.silent_video, *late)

    assert onset(list(chunks(both))) == pytest.approx(3, abs=0.03)
    assert onset(list(chunks(both, 2.0))) == pytest.approx(3, abs=0.03)


def test_chunks_count_late_media_from_its_start(media: Media):
    (chunk,) = chunks(media.late)

    assert (chunk.start, chunk.end) == pytest.approx((0, 8), abs=0.1)


def test_chunks_end_ffmpeg_when_closed(media: Media):
    stream = chunks(media.silence)
    next(stream)

    stream.close()

    assert [child for child in psutil.Process().children() if "ffmpeg" in child.name()] == []


def test_chunks_of_broken_sound(media: Media):
    with pytest.raises(MediaError) as caught:
        list(chunks(media.written("broken.mp4", b"no sound here")))

    assert caught.value.code == "media_damaged"
