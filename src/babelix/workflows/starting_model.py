"""Training that begins from a trained model: its network, subwords and normalisation come with its weights."""

from babelix.base.errors import RequestError
from babelix.workflows.models import locate
from babelix.workflows.run_folder import Run, load_run
from babelix.workflows.translation_settings import TranslationSettings

# What a recipe may still say of the network and the vocabulary beside `model.start`.
_FREE = {"model": {"start", "dropout"}, "subwords": {"dropout"}}


def starting_model(settings: TranslationSettings) -> Run | None:
    """Return the model that `model.start` names, if it does. Raises `RequestError` when there is no such model."""
    return None if settings.model.start is None else load_run(locate(settings.model.start))


def inherit(settings: TranslationSettings, start: Run) -> TranslationSettings:
    """Return the settings with the network and vocabulary of `start`, and its normalisation unless they give one.

    Raises `RequestError` on a setting of either that the recipe gives too: it would be silently without effect.
    """
    for section, free in _FREE.items():
        for key in sorted(getattr(settings, section).model_fields_set - free):
            raise RequestError(
                f"{section}.{key} cannot be given beside model.start: training from {settings.model.start!r} keeps "
                f"its network and its subwords; leave {section}.{key} out"
            )
    before = start.settings
    given = {key: getattr(settings.model, key) for key in settings.model.model_fields_set}
    kept = {} if "normalise" in settings.data.model_fields_set else {"normalise": before.data.normalise}
    return settings.model_copy(
        update={
            "data": settings.data.model_copy(update=kept),
            "model": before.model.model_copy(update=given),
            "subwords": settings.subwords.model_copy(update={"size": before.subwords.size}),
        }
    )
