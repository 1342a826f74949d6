"""A checkpoint of openai-whisper of a few megabytes that says a given script in every window of 30 seconds.

How it works: almost all weights are zero, so the decoder sees nothing but its last token. Every token of the script has
a row of a Hadamard matrix as its embedding (orthogonal, of zero mean: layer norm keeps it). Whisper uses the same
matrix for what it says, so the chain from token to token runs through the perceptron: one unit wakes at a token and
says the next ones.
Word times come from the attention to the sound: the encoder gives every moment a wave of its own, and a token asks for
the wave of the moment at which the next word begins. Its last channel carries how loud it is; where that is next to
nothing, as in digital silence alone, the start of the transcript leads to "no speech".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch  # noqa: TID253 -- nobody imports this but a test that needs it
from whisper.model import ModelDimensions, Whisper  # noqa: TID253 -- as above
from whisper.tokenizer import Tokenizer, get_tokenizer  # noqa: TID253 -- as above

SIZE, MELS, MOMENTS, VOCABULARY = 64, 80, 1500, 51865
LOUD = SIZE - 1
"""The channel of the encoder that carries loudness."""
MOMENT_SECONDS = 0.02
WAKE, SLEEP, SAY = 20.0, -5.0, 20.0
"""A unit gets WAKE at its token and SLEEP always; what it says is SAY times as strong as it is awake."""

Script = list[tuple[str, float]]
"""Sentences and the seconds at which they end; no token of whisper's may come twice."""
Weights = dict[str, torch.Tensor]


class Chain:
    """The perceptron that leads from token to token."""

    def __init__(self, weights: Weights) -> None:
        self.embeddings = weights["decoder.token_embedding.weight"]
        self.wakes, self.sleeps = weights["decoder.blocks.0.mlp.0.weight"], weights["decoder.blocks.0.mlp.0.bias"]
        self.says = weights["decoder.blocks.0.mlp.2.weight"]
        self.codes = iter(_hadamard()[1:])
        self.units = iter(range(4 * SIZE))

    def code(self, token: int) -> torch.Tensor:
        """The embedding of a token, a fresh one at the first call."""
        if not self.embeddings[token].any():
            self.embeddings[token] = next(self.codes)
        return self.embeddings[token]

    def link(self, token: int, *following: int, unless: torch.Tensor | None = None, strength: float = 1.0) -> None:
        """After `token` say any of `following`, whichever whisper's rules allow; not where `unless` is felt."""
        unit = next(self.units)
        self.wakes[unit] = WAKE / SIZE * (self.code(token) if unless is None else self.code(token) - 2 * unless)
        self.sleeps[unit] = SLEEP
        self.says[:, unit] = SAY * strength * sum(self.code(after) for after in following)


@torch.no_grad()
def build(path: Path, script: Script, language: str = "en", *, translation: Script | None = None) -> Path:
    """Write the checkpoint; it takes `language` for the one spoken when it is asked to detect it.

    `translation` is what it says when it is asked to translate: no token of the script's may come in it, and none of
    its sentences may end when one of the script's does.
    """
    model = Whisper(ModelDimensions(MELS, MOMENTS, SIZE, 1, 1, VOCABULARY, 448, SIZE, 1, 1))
    weights = {name: torch.zeros_like(value) for name, value in model.state_dict().items()}
    for name, value in weights.items():
        if name.endswith(("ln.weight", "ln_post.weight")):
            value.fill_(1)
    chain = Chain(weights)
    tokenizer = get_tokenizer(True, num_languages=99, language=language, task="transcribe")
    chain.link(tokenizer.sot, tokenizer.to_language_token(language))
    moments = _say(chain, tokenizer, script, tokenizer.transcribe, tokenizer.timestamp_begin)
    if translation:  # it begins with a stamp of its own, so that the two ways never meet
        moments |= _say(chain, tokenizer, translation, tokenizer.translate, tokenizer.timestamp_begin + 1)
    _point_at_sound(weights, chain, moments)
    _feel_loudness(weights, chain, tokenizer)
    torch.save({"dims": vars(model.dims), "model_state_dict": weights}, path)
    return path


def _say(chain: Chain, tokenizer: Tokenizer, script: Script, task: int, first: int) -> dict[int, float]:
    """Link the script behind the token of a task and a first stamp.

    Answers for the token before every token of text the seconds at which the latter begins.
    """
    spoken = [token for sentence, _end in script for token in tokenizer.encode(" " + sentence)]
    assert len(set(spoken)) == len(spoken), "no token may come twice"
    moments: dict[int, float] = {}
    stamp, before, begin = first, tokenizer.no_timestamps, 0.0
    chain.link(task, stamp)
    for sentence, end in script:
        tokens = tokenizer.encode(" " + sentence)
        is_first = stamp == first
        chain.link(stamp, tokens[0], *([] if is_first else [stamp]))  # between sentences a stamp stands twice
        stamp = tokenizer.timestamp_begin + round(end / MOMENT_SECONDS)
        for index, (token, after) in enumerate(zip(tokens, [*tokens[1:], stamp], strict=True)):
            chain.link(token, after)
            moments[before] = begin + (end - begin) * index / len(tokens)
            before = token
        moments[before] = begin = end
    chain.link(stamp, tokenizer.eot)
    return moments


def _point_at_sound(weights: Weights, chain: Chain, moments: dict[int, float]) -> None:
    angles = 2 * np.pi * np.arange(MOMENTS)[:, None] / np.geomspace(20, 6000, SIZE // 2 - 1)[None]
    waves = np.concatenate([np.cos(angles), np.sin(angles)], axis=1)
    waves = (waves - waves.mean(axis=1, keepdims=True)) / waves.std(axis=1, keepdims=True)
    places = weights["encoder.positional_embedding"]
    places[:, : SIZE - 2] = torch.tensor(waves, dtype=torch.float32)
    weights["decoder.blocks.0.cross_attn.key.weight"] += torch.eye(SIZE)
    asks = weights["decoder.blocks.0.cross_attn.query.weight"]
    for token, seconds in moments.items():
        wave = places[min(MOMENTS - 1, round(seconds / MOMENT_SECONDS))]
        asks += 8 / SIZE * torch.outer(wave, chain.code(token))


def _feel_loudness(weights: Weights, chain: Chain, tokenizer: Tokenizer) -> None:
    """Whisper scales the loudest sound of a window to 1 and more, and leaves digital silence at -1.5."""
    weights["encoder.conv1.weight"][LOUD, :, 1] = 1 / MELS
    weights["encoder.conv1.bias"][LOUD] = 1.5
    weights["encoder.conv2.weight"][LOUD, LOUD, 1] = 1
    loud = next(chain.codes)
    weights["decoder.blocks.0.cross_attn.value.weight"][LOUD, LOUD] = 1
    weights["decoder.blocks.0.cross_attn.out.weight"][:, LOUD] = loud / 2
    assert tokenizer.no_speech is not None
    chain.link(tokenizer.sot, tokenizer.no_speech, unless=loud, strength=3.0)


def _hadamard() -> torch.Tensor:
    matrix = torch.ones(1, 1)
    while len(matrix) < SIZE:
        matrix = torch.cat([torch.cat([matrix, matrix], 1), torch.cat([matrix, -matrix], 1)])
    return matrix
