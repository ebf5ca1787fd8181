"""Models of `transformers` by name: a local folder, the hub's cache, the hub."""

import re
from pathlib import Path
from typing import Any

import torch

from babelix.base.errors import RequestError
from babelix.foreign.library import quiet, transformers
from babelix.foreign.model import Family, ForeignModel

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_CLASSES: dict[Family, str] = {
    "decoder": "AutoModelForCausalLM",
    "encoder": "AutoModel",
    "encoder-decoder": "AutoModelForSeq2SeqLM",
}
_PATIENCE = 10.0
"""Seconds the hub has to answer."""


def load(name: str) -> ForeignModel:
    """Return the model in a local folder or of that name on the hub (cached copies first), in float32.

    Raises `RequestError` in one sentence when the extra is not installed, there is no such model, the hub cannot be
    reached, or the files are no transformers model.
    """
    library = transformers()
    folder = Path(name).is_dir()
    if not folder and not _HUB_NAME.fullmatch(name):
        raise RequestError(
            f"no model {name!r}: expected a shipped model, a folder that exists, or a name on the hub such as "
            "openai-community/gpt2"
        )
    with quiet():
        try:
            try:
                return _load(library, name, local=True)
            except OSError:
                if folder:
                    raise
            # The cache has none of it, or not all.
            _ask_hub(name)
            return _load(library, name, local=False)
        except RequestError:
            raise
        except Exception as error:  # whatever a foreign file makes the library raise
            raise RequestError(f"{name} cannot be loaded by transformers: {_sentence(error)}") from error


def _load(library: Any, name: str, *, local: bool) -> ForeignModel:
    options = {"local_files_only": local}
    config = library.AutoConfig.from_pretrained(name, **options)
    family = family_of(library, config)
    model = getattr(library, _CLASSES[family]).from_pretrained(name, dtype=torch.float32, **options)
    tokenizer = library.AutoTokenizer.from_pretrained(name, **options)
    shown = Path(name).resolve().name if Path(name).is_dir() else name
    return ForeignModel(model.eval(), tokenizer, shown, family)


def family_of(library: Any, config: Any) -> Family:
    """Return which family the model of these settings belongs to, by what it was saved as, then by its type."""
    if config.is_encoder_decoder:
        return "encoder-decoder"
    saved_as = " ".join(config.architectures or ())
    if getattr(config, "is_decoder", False) or re.search("CausalLM|LMHeadModel", saved_as):
        return "decoder"
    reads_both_ways = config.model_type in library.models.auto.modeling_auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES
    continues = config.model_type in library.models.auto.modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    return "decoder" if continues and not reads_both_ways else "encoder"


def _ask_hub(name: str) -> None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(name, timeout=_PATIENCE)
    except HfHubHTTPError as error:
        raise RequestError(
            f"no model {name!r} here, and the hub gives none of that name ({_sentence(error)})"
        ) from None
    except Exception as error:  # the client's own errors of connection, and of offline mode
        raise RequestError(
            f"no model {name!r} here, and the hub cannot be reached ({_sentence(error)}); give a folder that holds it"
        ) from None


def _sentence(error: Exception) -> str:
    """Return the first sentence of what a library says."""
    return " ".join(str(error).split()).split(". ")[0].rstrip(".") or type(error).__name__
