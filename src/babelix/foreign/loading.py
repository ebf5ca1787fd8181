"""Models of `transformers` by name: a local folder, the hub's cache, the hub."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.foreign.library import first_sentence, quiet, transformers
from babelix.foreign.model import Family, ForeignModel
from babelix.training.device import best_device

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")
_CLASSES: dict[Family, str] = {
    "decoder": "AutoModelForCausalLM",
    "encoder": "AutoModel",
    "encoder-decoder": "AutoModelForSeq2SeqLM",
}
_PATIENCE = 10.0
"""Seconds the hub has to answer."""


@checked
def load(name: str, *, trust_code: bool = False) -> ForeignModel:
    """Return the model in a local folder or of that name on the hub (cached copies first), in float32.

    Code that comes with a model runs only with `trust_code`. Raises `RequestError` in one sentence when the extra is
    not installed, there is no such model, the hub cannot be reached, the files are no transformers model, or need
    such code.
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
                return _load(library, name, local=True, trust_code=trust_code)
            except OSError:
                if folder:
                    raise
            # The cache has none of it, or not all.
            _ask_hub(name)
            return _load(library, name, local=False, trust_code=trust_code)
        except RequestError:
            raise
        except Exception as error:  # whatever a foreign file makes the library raise
            if "trust_remote_code" in str(error):
                raise RequestError(
                    f"{name} brings code of its own, which can do to this machine whatever you can do; read it, and "
                    "allow it with `trust_code` if you trust whoever wrote it",
                    setting="trust_code",
                ) from error
            raise RequestError(f"{name} cannot be loaded by transformers: {first_sentence(error)}") from error


def _load(library: Any, name: str, *, local: bool, trust_code: bool) -> ForeignModel:
    # Given in full: without a word the library asks on the terminal.
    options = {"local_files_only": local, "trust_remote_code": trust_code}
    config = library.AutoConfig.from_pretrained(name, **options)
    family = family_of(library, config)
    kind = _class_of(library, config, family)
    model, found = kind.from_pretrained(name, dtype=torch.float32, output_loading_info=True, **options)
    tokenizer = library.AutoTokenizer.from_pretrained(name, **options)
    shown = Path(name).resolve().name if Path(name).is_dir() else name
    missing = tuple(sorted(found["missing_keys"]))
    _unmake(model, missing)
    model.to(best_device())
    return ForeignModel(model.eval(), tokenizer, shown, family, missing=missing)


def _unmake(model: Any, missing: Sequence[str]) -> None:
    """Put no number in the place of each missing weight: the library draws them at random."""
    tensors = dict(model.named_parameters()) | dict(model.named_buffers())
    with torch.no_grad():
        for name in missing:
            if name in tensors and tensors[name].is_floating_point():
                tensors[name].fill_(torch.nan)


def _class_of(library: Any, config: Any, family: Family) -> Any:
    """Return the class to load: what the model was saved as where that reads or writes text by itself."""
    saved_as = getattr(library, (config.architectures or [""])[0], None)
    known = isinstance(saved_as, type) and issubclass(saved_as, library.PreTrainedModel)
    if known and (family == "encoder" or (family == "decoder" and _writes(saved_as))):
        return saved_as
    return getattr(library, _CLASSES[family])


def _writes(kind: Any) -> bool:
    return bool(kind.can_generate())


def family_of(library: Any, config: Any) -> Family:
    """Return which family the model of these settings belongs to, by what it was saved as, then by its type."""
    saved_as = (config.architectures or [""])[0]
    if saved_as.endswith("EncoderModel"):
        return "encoder"
    if config.is_encoder_decoder:
        return "encoder-decoder"
    kind = getattr(library, saved_as, None)
    writes = isinstance(kind, type) and issubclass(kind, library.PreTrainedModel) and _writes(kind)
    if writes or getattr(config, "is_decoder", False) or re.search("CausalLM|LMHeadModel", saved_as):
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
            f"no model {name!r} here, and the hub gives none of that name ({first_sentence(error)})"
        ) from None
    except Exception as error:  # the client's own errors of connection, and of offline mode
        raise RequestError(
            f"no model {name!r} here, and the hub cannot be reached ({first_sentence(error)}); "
            "give a folder that holds it"
        ) from None
