"""Training that begins from a trained model: its network, subwords and normalisation come with its weights."""

from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.workflows.runs.folder import has_checkpoint, read_provenance, read_settings
from babelix.workflows.runs.shipped import locate
from babelix.workflows.translation.run import SUBWORDS, Run, load_run
from babelix.workflows.translation.settings import TranslationSettings

# What a recipe may still say of the network and the vocabulary beside `model.start`.
_FREE = {"model": {"start", "dropout"}, "subwords": {"dropout"}}
# What comes with the start unless the recipe gives it: how text is read, and how it is best decoded.
_INHERITED = {"data": {"source", "target", "normalise", "max_tokens"}, "decoding": {"beam", "alpha"}}


def starting_model(
    settings: TranslationSettings, folder: Path, *, resume: bool
) -> tuple[TranslationSettings, Run | None]:
    """Return the settings with what `model.start` gives, and that model where `folder` still needs it.

    A resumed run with a checkpoint holds all it took from its start, which may be gone by then. Raises `RequestError`
    when there is no such model, or the recipe contradicts it.
    """
    if settings.model.start is None:
        return settings, None
    if resume and has_checkpoint(folder, (SUBWORDS,)):
        return inherit(settings, read_settings(folder, TranslationSettings)), None
    start = load_run(locate(settings.model.start))
    return inherit(settings, start.settings), start


def inherit(settings: TranslationSettings, before: TranslationSettings) -> TranslationSettings:
    """Return the settings with the network and vocabulary of `before`; what else it gives, the recipe may override.

    Raises `RequestError` on a setting of the network or the vocabulary that the recipe gives too: it would be silently
    without effect.
    """
    for section, free in _FREE.items():
        for key in sorted(getattr(settings, section).model_fields_set - free):
            raise RequestError(
                f"{section}.{key} cannot be given beside model.start: training from {settings.model.start!r} keeps "
                f"its network and its subwords; leave {section}.{key} out"
            )
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


def provenance(settings: TranslationSettings, start: Run | None, folder: Path) -> dict[str, Any]:
    """Return what the run's provenance says of its start: the name, and the checksum of the file of its weights.

    Raises `RequestError` when `folder` was begun from other weights.
    """
    if settings.model.start is None:
        return {}
    before: dict[str, Any] = read_provenance(folder).get("start", {})
    if start is None:
        return {"start": before} if before else {}
    now = {"model": settings.model.start, "weights_sha256": digest(start.weights)}
    if before and before != now:
        raise RequestError(
            f"{folder} was begun from weights of {settings.model.start!r} with SHA-256 "
            f"{before.get('weights_sha256')}, but {start.weights} now has {now['weights_sha256']}; "
            "restore them, or begin anew with another `run`",
            setting="run",
        )
    return {"start": now}
