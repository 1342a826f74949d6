"""A Whisper model of a few megabytes, written with numpy, that says a given script in every window of 30 seconds.

How it works: almost all weights are zero, so the decoder sees nothing but its last token. Every token
of the script has a row of a Hadamard matrix as its embedding (orthogonal, of zero mean: layer norm keeps it), and the
output row of a token is the sum of the embeddings of the tokens that lead to it: a chain from token to token.
Without stamps it says the transcript alone, each stamp once.
Word times come from the attention to the sound: the encoder gives every moment a wave of its own, and a token asks for
the wave of the moment at which the next word begins. What it finds there is multiplied by zero.
The layout of the vocabulary is Whisper's: 50257 text tokens, the special ones, 1501 timestamps of 20 ms.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

import numpy as np
from ctranslate2.specs import whisper_spec  # noqa: TID253 -- nobody imports this but a test that needs it

LANGUAGES = (  # noqa: SIM905 -- ninety-nine pairs of quotes would help nobody
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml "
    "cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am "
    "yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
).split()
TEXT_TOKENS = 50257
TASKS = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
SPECIAL = [f"<|{name}|>" for name in ["endoftext", "startoftranscript", *LANGUAGES, *TASKS]]
STAMPS = [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
SIZE = 64

Script = list[tuple[str, float]]
"""Sentences and the seconds at which they end; no word may come twice."""


UNSURE = 0.15
"""Of a logit of 64: a probability of about a fifth among 50,000 others."""


UNSPACED = ("ja", "zh")


def build(
    folder: Path,
    script: Script,
    language: str = "en",
    *,
    unsure: Collection[str] = (),
    translation: Script | None = None,
) -> Path:
    """Write the model; it takes `language` for the one spoken when it is asked to detect it.

    Words of languages in UNSPACED come without the spaces between them. It says the words in `unsure` all the same, but
    with little probability. `translation` is what it says when it is asked to translate; none of its sentences may end
    when one of the script does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    space = "" if language in UNSPACED else " "
    said = {"transcribe": tokenized(script, space), "translate": tokenized(translation or [], " ")}
    text = _text_tokens([token for part in said.values() for sentence, _end in part for token in sentence.split()])
    tokens = [*text, *SPECIAL, *STAMPS]
    spec = whisper_spec.WhisperSpec(1, 1, 1, 1)
    embeddings, outputs = _chain(tokens, said, language)
    for word in unsure:
        outputs[tokens.index(_token(space + word))] *= UNSURE
    _fill(spec, embeddings, outputs)
    _point_at_sound(spec, embeddings, _moments(tokens, said))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.index(f"<|{name}|>") for name in LANGUAGES]
    spec.config.alignment_heads = [[0, 0]]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(text)))
    return folder


def tokenized(script: Script, space: str) -> Script:
    """The script with its words as the vocabulary writes them."""
    return [(" ".join(_token(space + word) for word in sentence.split()), end) for sentence, end in script]


def _alphabet() -> list[str]:
    """GPT-2's printable stand-in for every byte."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = iter(range(256, 512))
    return [chr(byte) if byte in shown else chr(next(hidden)) for byte in range(256)]


def _token(word: str) -> str:
    letters = _alphabet()
    return "".join(letters[byte] for byte in word.encode())


def _text_tokens(words: list[str]) -> list[str]:
    assert len(set(words)) == len(words), "no word may come twice"
    tokens = [*_alphabet(), *words]
    fill = [f"<|unused{number}|>" for number in range(len(tokens), TEXT_TOKENS - 1)]
    return [*tokens, *fill, ""]  # CTranslate2 takes a model for multilingual only if it finds the token ""


def _chain(tokens: list[str], said: dict[str, Script], language: str) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings and output rows that lead through the script of each task."""
    place = {token: index for index, token in enumerate(tokens)}
    start = place["<|startoftranscript|>"]
    paths = [_path(place, task, script) for task, script in said.items() if script]
    codes = iter(_hadamard(SIZE)[1:])
    embeddings, outputs = np.zeros((2, len(tokens), SIZE), np.float32)
    for token in dict.fromkeys([start, place["<|notimestamps|>"], *(token for path in paths for token in path)]):
        embeddings[token] = next(codes)
    outputs[place[f"<|{language}|>"]] += embeddings[start]
    outputs[paths[0][2]] += embeddings[place["<|notimestamps|>"]]
    for path in paths:
        for before, after in dict.fromkeys(pairwise(path)):
            outputs[after] += embeddings[before]
        _add_repeats(embeddings, outputs, path)
    return embeddings, outputs


def _path(place: dict[str, int], task: str, script: Script) -> list[int]:
    """The tokens from that of a task to the end. Each task begins with a stamp of its own, so their ways never meet."""
    path = [place[f"<|{task}|>"], place[STAMPS[0 if task == "transcribe" else 1]]]
    for sentence, seconds in script:
        stamp = place[STAMPS[round(seconds / 0.02)]]
        path += [*(place[token] for token in sentence.split()), stamp, stamp]
    path[-1] = place["<|endoftext|>"]  # a single stamp before the end: the rest of the window is silent
    return path


def _add_repeats(embeddings: np.ndarray, outputs: np.ndarray, path: list[int]) -> None:
    """A stamp leads on, or to itself: Whisper's own rules ask for two, and forbid a third, where they hold."""
    for first, second in pairwise(path):
        if first == second:
            outputs[second] += 0.5 * embeddings[second] - embeddings[second]


def _moments(tokens: list[str], said: dict[str, Script]) -> dict[int, float]:
    """For the token before every word the seconds at which the word begins: those of a sentence share its time."""
    moments: dict[int, float] = {}
    for script in said.values():
        before, begin = tokens.index("<|notimestamps|>"), 0.0  # words are aligned as a text without stamps
        for sentence, end in script:
            words = [tokens.index(token) for token in sentence.split()]
            for index, word in enumerate(words):
                moments[before] = begin + (end - begin) * index / len(words)
                before = word
            moments[before] = end
            begin = end
    return moments


def _point_at_sound(spec: whisper_spec.WhisperSpec, embeddings: np.ndarray, moments: dict[int, float]) -> None:
    angles = 2 * np.pi * np.arange(1500)[:, None] / np.geomspace(20, 6000, SIZE // 2)[None]
    waves = np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    waves = (waves - waves.mean(axis=1, keepdims=True)) / waves.std(axis=1, keepdims=True)
    spec.encoder.position_encodings.encodings = waves
    asks, finds = spec.decoder.layer[0].attention.linear[:2]
    finds.weight[:SIZE] = np.eye(SIZE, dtype=np.float32)
    for token, seconds in moments.items():
        wave = waves[min(1499, round(seconds / 0.02))]
        asks.weight += (8 / SIZE) * np.outer(wave, embeddings[token]).astype(np.float32)


def _hadamard(size: int) -> np.ndarray:
    matrix = np.ones((1, 1), np.float32)
    while len(matrix) < size:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix


def _fill(spec: whisper_spec.WhisperSpec, embeddings: np.ndarray, outputs: np.ndarray) -> None:
    encoder, decoder = spec.encoder, spec.decoder
    for convolution, channels in ((encoder.conv1, 80), (encoder.conv2, SIZE)):
        convolution.weight = np.zeros((SIZE, channels, 3), np.float32)
        convolution.bias = np.zeros(SIZE, np.float32)
    encoder.position_encodings.encodings = np.zeros((1500, SIZE), np.float32)
    decoder.position_encodings.encodings = np.zeros((448, SIZE), np.float32)
    decoder.embeddings.weight, decoder.projection.weight = embeddings, outputs
    for norm in (encoder.layer_norm, decoder.layer_norm):
        _norm(norm)
    for layer in (*encoder.layer, *decoder.layer):
        _attention(layer.self_attention, [3 * SIZE, SIZE])
        if hasattr(layer, "attention"):
            _attention(layer.attention, [SIZE, 2 * SIZE, SIZE])
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, 4 * SIZE, SIZE)
        _linear(layer.ffn.linear_1, SIZE, 4 * SIZE)


def _attention(attention: object, sizes: list[int]) -> None:
    _norm(attention.layer_norm)
    for linear, size in zip(attention.linear, sizes, strict=True):
        _linear(linear, size, SIZE)


def _linear(linear: object, outputs: int, inputs: int) -> None:
    linear.weight, linear.bias = np.zeros((outputs, inputs), np.float32), np.zeros(outputs, np.float32)


def _norm(norm: object) -> None:
    norm.gamma, norm.beta = np.ones(SIZE, np.float32), np.zeros(SIZE, np.float32)


def _tokenizer(text: list[str]) -> dict[str, object]:
    """tokenizer.json of a byte-level BPE without merges: good for decoding, which is all that is asked of it."""
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    added = [
        {"id": TEXT_TOKENS + index, "content": token, "special": token in SPECIAL, **flags}
        for index, token in enumerate([*SPECIAL, *STAMPS])
    ]
    vocabulary = {token: index for index, token in enumerate(text)}
    model = {"type": "BPE", "vocab": vocabulary, "merges": [], "fuse_unk": False, "byte_fallback": False}
    return {"version": "1.0", "added_tokens": added, "pre_tokenizer": level, "decoder": level, "model": model}
