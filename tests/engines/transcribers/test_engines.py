"""What every transcriber promises, and what faster-whisper and PocketSphinx do of their own."""

import threading
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from engines.errors import CaptionError, MediaError, Stopped, TranscriptionError
from engines.probe import probe
from engines.transcribers import transcribe
from engines.transcribers.audio import Chunk, Sound, chunks
from engines.transcribers.cuda import LACKING
from engines.transcribers.faster_whisper import _Listener as Listener
from engines.transcribers.faster_whisper import _loaded, _try_out
from engines.transcribers.packing import pack, unpack
from engines.types import TranscribeOptions, TranscriptInfo
from tests.engines.transcribers.conftest import ENGINES, Run
from tests.media import SPOKEN, Media

SPEECH = [engine for engine in ENGINES if engine != "captions"]


def spoken(run: Run):
    return [speech for passage in run.passages for speech in passage.speech]


def test_passages_reach_the_end_in_order(run: Run):
    reached = [passage.reached for passage in run.passages]

    assert len(reached) == 2
    assert 10 <= reached[0] <= 40  # a chunk of 25 to 40 s, without a sentence that goes on
    assert reached[1] == pytest.approx(probe(SPOKEN).duration, abs=0.1)


def test_speech_lies_in_its_passage(run: Run):
    spans = pairwise([0.0, *(passage.reached for passage in run.passages)])

    for (begin, end), passage in zip(spans, run.passages, strict=True):
        assert len(passage.speech) > 0
        assert all(begin <= speech.start < speech.end <= end for speech in passage.speech)


def test_speech_and_words_are_in_order(run: Run):
    words = [word for speech in spoken(run) for word in speech.words]

    assert all(a.end <= b.start for a, b in pairwise(spoken(run)))
    assert all(a.end <= b.start for a, b in pairwise(words))
    assert all(word.start < word.end for word in words)


def test_speech_is_its_words(run: Run):
    for speech in spoken(run):
        assert speech.text == " ".join(word.text for word in speech.words)
        assert (speech.start, speech.end) == (speech.words[0].start, speech.words[-1].end)
        assert speech.end - speech.start <= 15


def test_progress_rises_to_the_end(run: Run):
    assert run.progress == sorted(run.progress)
    assert run.progress[-1] == 1.0
    assert len(run.progress) >= 2


def test_resumed_run_says_the_same(run: Run):
    start = run.passages[0].reached

    again = list(transcribe(SPOKEN, replace(run.options, start=start)))

    assert [passage.reached for passage in again] == pytest.approx([run.passages[1].reached], abs=0.03)
    texts = [" ".join(speech.text for speech in passage.speech).split() for passage in (again[0], run.passages[1])]
    assert SequenceMatcher(None, *texts).ratio() > 0.9  # PocketSphinx adapts to what it heard before
    assert again[0].speech[0].start == pytest.approx(run.passages[1].speech[0].start, abs=0.1)


def test_nothing_is_left_after_the_end(run: Run):
    again = transcribe(SPOKEN, replace(run.options, start=run.passages[-1].reached))

    assert [passage.speech for passage in again] in ([], [()])  # a decoder may still have a few samples of padding


@pytest.mark.parametrize("run", SPEECH, indirect=True)
def test_silence_yields_passages_without_speech(run: Run, media: Media):
    passages = list(transcribe(media.silence, run.options))

    assert [passage.speech for passage in passages] == [(), ()]
    assert passages[-1].reached == pytest.approx(50, abs=0.1)


def test_stop_in_the_middle_ends_the_child(run: Run):
    stop = threading.Event()

    with pytest.raises(Stopped):
        list(transcribe(SPOKEN, run.options, progress=lambda _fraction: stop.set(), stop=stop))

    commands = [" ".join(child.cmdline()) for child in psutil.Process().children()]
    assert [command for command in commands if "engines.host" in command] == []


def test_unreadable_media_is_named(run: Run, media: Media):
    with pytest.raises(MediaError) as caught:
        list(transcribe(media.written("words.mp3", b"words" * 100), run.options))

    assert caught.value.code == "not_media"


@pytest.mark.parametrize("run", SPEECH, indirect=True)
def test_unknown_language_is_refused(run: Run):
    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(run.options, language="xx")))

    assert caught.value.code == "language_unsupported"


WHISPERS = ["faster-whisper", "speech-server", pytest.param("openai-whisper", marks=pytest.mark.rest)]


@pytest.mark.parametrize("run", WHISPERS, indirect=True)
def test_whisper_says_its_script(run: Run):
    last = run.passages[1]
    sure = None if run.options.engine == "speech-server" else 1.0

    assert [speech.text for speech in last.speech] == ["Alpha bravo charlie delta.", "Echo foxtrot golf hotel!"]
    assert last.info == TranscriptInfo(run.options.engine, "tiny", "en", "normal", sure)


@pytest.mark.parametrize("run", ["captions"], indirect=True)
def test_captions_say_what_they_show(run: Run):
    last = spoken(run)[-1]

    assert [speech.text for speech in spoken(run)][:2] == [f"Line number {n} is spoken here." for n in range(2)]
    assert [speech.start for speech in spoken(run)] == list(range(0, 4 * len(spoken(run)), 4))
    assert last.end <= probe(SPOKEN).duration
    assert {passage.info for passage in run.passages} == {TranscriptInfo("captions", "manual", "en", "normal")}


@pytest.mark.parametrize("run", ["captions"], indirect=True)
def test_automatic_captions_are_marked(run: Run):
    told = transcribe(SPOKEN, replace(run.options, language=None, extra={**run.options.extra, "automatic": "1"}))

    assert {passage.info for passage in told} == {TranscriptInfo("captions", "automatic", "und", "low")}


@pytest.mark.parametrize("run", ["captions"], indirect=True)
def test_captions_need_no_sound(run: Run, media: Media):
    passages = list(transcribe(media.silent_video, run.options))

    assert [speech.text for passage in passages for speech in passage.speech] == [
        "Line number 0 is spoken here.", "Line number 1 is spoken here."
    ]  # fmt: skip
    assert passages[-1].reached == pytest.approx(8, abs=0.1)


@pytest.mark.parametrize("run", ["captions"], indirect=True)
def test_a_file_without_captions_is_named(run: Run, media: Media):
    with pytest.raises(CaptionError) as caught:
        list(transcribe(SPOKEN, replace(run.options, extra={"captions": str(media.written("x.srt", b"words"))})))

    assert caught.value.code == "captions_unreadable"


@pytest.mark.parametrize("run", ["pocketsphinx"], indirect=True)
def test_pocketsphinx_hears_the_sample(run: Run):
    heard = [[word.text for word in speech.words] for speech in spoken(run)]
    scenes = [
        {"story", "river", "small", "stream", "mountains", "water", "houses", "evening", "people", "boats"},
        {"train", "leaves", "city", "early", "morning", "children", "window", "ocean", "stop", "village"},
        {"bread", "flour", "water", "salt", "wait", "until", "morning", "fresh"},
        {"look", "word", "find", "bridge", "ocean", "moment", "share", "friends"},
    ]

    for number, words in enumerate(scenes):
        begin = [0, 11.2, 22.7, 33.0][number]
        near = {word.text for speech in spoken(run) for word in speech.words if begin <= word.start <= begin + 11.5}
        assert len(words - near) <= 1, (number, words - near, heard)
    assert {passage.info for passage in run.passages} == {TranscriptInfo("pocketsphinx", "en-us", "en", "low")}


def test_whisper_detects_the_language_once(whisper: TranscribeOptions, media: Media):
    (passage,) = transcribe(media.tone, whisper)
    assert passage.info.language == "und"  # nothing spoken, nothing detected

    (given,) = transcribe(media.tone, replace(whisper, language="uk"))
    assert given.info.language == "uk"


def test_whisper_without_its_model(whisper: TranscribeOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(whisper, model="base", model_dir=tmp_path)))

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", True)
    assert caught.value.detail.endswith(
        "Connect the machine to the internet once, or name a folder that holds a faster-whisper model."
    )
    assert str(tmp_path) not in caught.value.detail


@pytest.mark.parametrize("model", ["no-such-model", "/nowhere/model"])
def test_whisper_with_a_wrong_model(whisper: TranscribeOptions, tmp_path: Path, model: str):
    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(whisper, model=model, model_dir=tmp_path)))

    assert (caught.value.code, caught.value.retryable) == ("model_unavailable", False)


def test_whisper_with_a_broken_model(whisper: TranscribeOptions, tmp_path: Path):
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}")

    with pytest.raises(TranscriptionError) as caught:
        list(transcribe(SPOKEN, replace(whisper, model=str(tmp_path))))

    assert caught.value.code == "model_unavailable"


@pytest.fixture
def half_installed_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU that is there by name alone."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    if ctranslate2.get_cuda_device_count():
        pytest.skip("CUDA works here")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 1)
    supported = ctranslate2.get_supported_compute_types
    monkeypatch.setattr(
        ctranslate2,
        "get_supported_compute_types",
        lambda device: {"float16"} if device == "cuda" else supported(device),
    )


@pytest.mark.usefixtures("half_installed_cuda")
def test_whisper_does_without_half_installed_cuda(whisper: TranscribeOptions, caplog: pytest.LogCaptureFixture):
    model = _loaded(Path(whisper.model), whisper)

    assert model.model.device == "cpu"
    assert f"tiny cannot be loaded on cuda: {LACKING}" in caplog.text
    _try_out(model)
    with pytest.raises(TranscriptionError, match="cannot be loaded on the GPU, which alone was asked for"):
        _loaded(Path(whisper.model), replace(whisper, extra={"device": "cuda"}))


@pytest.mark.usefixtures("half_installed_cuda")
def test_whisper_does_without_cuda_that_fails(
    whisper: TranscribeOptions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("engines.transcribers.cuda.load_cublas", lambda: True)

    assert _loaded(Path(whisper.model), whisper).model.device == "cpu"
    assert "tiny cannot be loaded on cuda" in caplog.text
    assert LACKING not in caplog.text


def test_whisper_goes_on_on_the_processor_when_cuda_is_full(
    whisper: TranscribeOptions, caplog: pytest.LogCaptureFixture
):
    class Full:
        """A model on a GPU whose memory somebody else took meanwhile."""

        model = SimpleNamespace(device="cuda", is_multilingual=True)
        generate_segments = raising(RuntimeError("CUDA failed with error out of memory"))

        def __getattr__(self, name: str):
            return getattr(on_processor, name)

    listener = Listener(Path(whisper.model), replace(whisper, language="en", extra={"device": "cpu"}))
    on_processor = listener._model
    chunk = Chunk(30.0, next(chunks(SPOKEN)).samples)
    sound = Sound(chunk, listener.voice(chunk))
    (expected,) = map(list, listener.hear([sound], lambda _seconds: None))
    listener._model, listener.at_once = Full(), 8

    assert list(map(list, listener.hear([sound], lambda _seconds: None))) == [expected]
    assert listener.at_once == 1
    assert listener._model.model.device == on_processor.model.device == "cpu"
    assert "CUDA failed, so tiny goes on on the processor" in caplog.text


def test_whisper_stays_on_cuda_when_it_fails_once(whisper: TranscribeOptions):
    listener = Listener(Path(whisper.model), replace(whisper, language="en", extra={"device": "cpu"}))
    on_processor = listener._model
    chunk = Chunk(30.0, next(chunks(SPOKEN)).samples)
    sound = Sound(chunk, listener.voice(chunk))
    (expected,) = map(list, listener.hear([sound], lambda _seconds: None))

    class Moody:
        """A model on a GPU that tells of the failure of what was asked before."""

        model = SimpleNamespace(device="cuda", is_multilingual=True)
        failed = 0

        def generate_segments(self, *words, **options):
            if not self.failed:
                self.failed += 1
                raise RuntimeError("parallel_for failed: cudaErrorInvalidDevice: invalid device ordinal")
            return on_processor.generate_segments(*words, **options)

        def __getattr__(self, name: str):
            return getattr(on_processor, name)

    moody = listener._model = Moody()

    assert list(map(list, listener.hear([sound], lambda _seconds: None))) == [expected]
    assert (moody.failed, listener._model) == (1, moody)


def raising(error: Exception):
    def fail(*_words, **_options):
        raise error

    return fail


def test_whisper_computes_as_it_is_told_where_it_can(whisper: TranscribeOptions, caplog: pytest.LogCaptureFixture):
    def kind(**extra: str) -> str:
        options = replace(whisper, extra={"device": "cpu", **extra})
        return _loaded(Path(whisper.model), options).model.compute_type

    assert (kind(compute_type="float32"), kind(compute_type="int4")) == ("float32", kind())
    assert "cpu cannot compute in int4, so it does in int8" in caplog.text


def test_options_survive_the_way_into_the_child():
    options = TranscribeOptions("a", "b", "uk", 1.5, Path("/models"), 2, {"device": "cpu"})

    assert unpack(pack(Path("/x.mp4"), options)) == (Path("/x.mp4"), options)
    assert unpack(pack(Path("/x.mp4"), TranscribeOptions())) == (Path("/x.mp4"), TranscribeOptions())
