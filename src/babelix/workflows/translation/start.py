"""Training that begins from a trained model: its network, subwords and normalisation come with its weights.

The encoder alone may be deeper than that of the start: layers are added on top that change nothing until they are
trained.
"""

from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.training.tensors import load_weights
from babelix.transformer import Transformer
from babelix.transformer.layers import EncoderLayer
from babelix.transformer.parameters import READ, VECTORS
from babelix.workflows.runs.folder import has_checkpoint, read_settings
from babelix.workflows.runs.shipped import locate
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.runs.start import check_beside, recorded_start
from babelix.workflows.translation.run import Run, load_run, own_files
from babelix.workflows.translation.settings import TranslationSettings

# What a recipe may still say of the network and the vocabulary beside `model.start`.
_FREE = {"model": {"start", "dropout", "encoder_layers", "word_vectors"}, "subwords": {"dropout"}}
# What comes with the start unless the recipe gives it: how text is read, and how it is best decoded.
_INHERITED = {
    "data": {"source", "target", "normalise", "max_tokens"},
    "decoding": {"beam", "alpha", "no_repeat_ngram", "repetition_penalty"},
}


def starting_model(
    settings: TranslationSettings, folder: Path, *, resume: bool
) -> tuple[TranslationSettings, Run | None]:
    """Return the settings with what `model.start` gives, and that model where `folder` still needs it.

    A resumed run with a checkpoint holds all it took from its start, which may be gone by then. Raises `RequestError`
    when there is no such model, or the recipe contradicts it.
    """
    if settings.model.start is None:
        return settings, None
    if resume and has_checkpoint(folder, own_files(settings)):
        return inherit(settings, read_settings(folder, TranslationSettings)), None
    start = load_run(locate(settings.model.start))
    _check_words(settings, start.settings)
    return inherit(settings, start.settings), start


def inherit(settings: TranslationSettings, before: TranslationSettings) -> TranslationSettings:
    """Return the settings with the network and vocabulary of `before`; what else it gives, the recipe may override.

    Raises `RequestError` on a setting of the network or the vocabulary that the recipe gives too: it would be silently
    without effect.
    """
    assert settings.model.start is not None
    check_beside(settings, settings.model.start, _FREE)
    _check_depth(settings, before)
    given = {key: getattr(settings.model, key) for key in settings.model.model_fields_set}
    changed: dict[str, Any] = {
        "model": before.model.model_copy(update=given),
        "subwords": settings.subwords.model_copy(update={"size": before.subwords.size}),
    }
    for section, keys in _INHERITED.items():
        own, theirs = getattr(settings, section), getattr(before, section)
        kept = {key: getattr(theirs, key) for key in keys - own.model_fields_set}
        changed[section] = own.model_copy(update=kept)
    return settings.model_copy(update=changed)


def _check_depth(settings: TranslationSettings, before: TranslationSettings) -> None:
    asked, had = settings.model.encoder_layers, resolve_size(before.model).encoder_layers
    if asked is None or asked == had:
        return
    if asked < had:
        raise RequestError(
            f"model.encoder_layers {asked} beside model.start: {settings.model.start!r} has {had}, and none can be "
            f"taken away; give {had} or more, or leave it out"
        )
    if not before.model.pre_norm:
        raise RequestError(
            f"model.encoder_layers {asked} beside model.start: a layer that changes nothing at first can only be added "
            f"where model.pre_norm is true, and {settings.model.start!r} normalises after each sub-layer; leave it out"
        )


def _check_words(settings: TranslationSettings, before: TranslationSettings) -> None:
    if not before.model.word_vectors:
        return
    if "word_vectors" in settings.model.model_fields_set:
        raise RequestError(
            f"model.word_vectors beside model.start: {settings.model.start!r} reads vectors of its own, which come "
            "with it; leave model.word_vectors out"
        )
    if settings.data.word_vectors is not None and settings.training.word_vectors_weight is None:
        raise RequestError(
            f"data.word_vectors beside model.start: {settings.model.start!r} reads vectors of its own; give "
            "training.word_vectors_weight to teach it these, or leave data.word_vectors out"
        )


def start_from(model: Transformer, start: Run) -> None:
    """Copy the weights of `start` into `model`.

    Where its encoder is deeper, the layers on top pass on their input; where it alone reads vectors of words, it has
    those that it was built with.
    """
    weights = dict(start.model.named_parameters())
    if model.words is not None and start.transformer.words is None:
        weights |= {VECTORS: model.words.V, READ: model.words.P}
    for number in range(len(start.transformer.encoder), len(model.encoder)):
        layer = model.encoder[number]
        assert isinstance(layer, EncoderLayer)
        layer.pass_on()
        weights |= {f"encoder.{number}.{name}": each for name, each in layer.named_parameters()}
    load_weights(model, weights, start.name)


def provenance(settings: TranslationSettings, start: Run | None, folder: Path) -> dict[str, Any]:
    """Return what the run's provenance says of its start: the name, and the checksum of the file of its weights.

    Raises `RequestError` when `folder` was begun from other weights.
    """
    if settings.model.start is None:
        return {}
    if start is None:
        return recorded_start(folder, settings.model.start, None)
    added = resolve_size(settings.model).encoder_layers - len(start.transformer.encoder)
    more = {"encoder_layers_added": added} if added else {}
    return recorded_start(folder, settings.model.start, start.weights, more)
