"""Going on from a trained model: its trunk, a new head or its own, and which of its weights are learned further."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from babelix.base.errors import RequestError
from babelix.enformer.model import Enformer
from babelix.enformer.predictor import WINDOW_BINS
from babelix.enformer.weights import ENDINGS, load_enformer
from babelix.workflows.dna.enformer import NAMES, weights_file
from babelix.workflows.dna.learning.build import HEAD
from babelix.workflows.dna.learning.model import load_network
from babelix.workflows.dna.learning.settings import Thawed, TracksSettings
from babelix.workflows.runs.folder import has_checkpoint, read_settings
from babelix.workflows.runs.shipped import locate
from babelix.workflows.runs.weights import read_weights

# What comes with a model, and cannot be chosen beside it.
_SIZES = ("channels", "layers", "heads", "key")


@dataclass(frozen=True)
class Start:
    """A trained network, the file of its weights, and the positions that its basis was made for."""

    model: Enformer
    weights: Path
    frame: int


def started(
    settings: TracksSettings, beside: Path, run: Path, resume: bool
) -> tuple[TracksSettings, Start | None]:
    """Return the settings with the sizes of the model to go on from, and that model where `run` still needs it.

    It is a run of tracks or a shipped model, a file of Enformer's weights, or ``enformer``. Raises `RequestError` where
    there is none, and where the recipe gives sizes beside it.
    """
    own = settings.model
    if own.start is None:
        return settings, None
    given = next((name for name in _SIZES if name in own.model_fields_set), None)
    if given is not None:
        raise RequestError(
            f"model.{given} cannot be given beside model.start: training from {own.start!r} keeps its network; "
            f"leave {given} out"
        )
    if resume and has_checkpoint(run):
        before = read_settings(run, TracksSettings).model
        return _with(settings, {name: getattr(before, name) for name in (*_SIZES, "frame")}), None
    start = _opened(own.start, beside)
    sizes = start.model.sizes
    changed = {
        "channels": list(sizes.channels),
        "layers": sizes.layers,
        "heads": sizes.heads,
        "key": sizes.key,
    }
    return _with(settings, {**changed, "frame": own.frame or start.frame}), start


def _with(settings: TracksSettings, changed: dict[str, Any]) -> TracksSettings:
    return settings.model_copy(update={"model": settings.model.model_copy(update=changed)})


def _opened(start: str, beside: Path) -> Start:
    if start in NAMES:
        published = weights_file(start, ", or name a file as `start`")
        return Start(load_enformer(published), published, WINDOW_BINS)
    path = next((each for each in (beside / start, Path(start)) if each.is_file()), None)
    if path is not None or start.endswith(ENDINGS):
        return Start(load_enformer(path or beside / start), path or beside / start, WINDOW_BINS)
    folder = locate(str(beside / start) if (beside / start).is_dir() else start)
    own = read_settings(folder, TracksSettings).model
    frame = own.frame or own.window // 2 ** len(own.channels)
    return Start(load_network(folder), read_weights(folder)[1], frame)


def take_over(model: Enformer, start: Enformer, *, head: str, origin: str) -> None:
    """Copy a trained network's numbers into one of its sizes: all but the head, or with `head` ``kept`` the head too.

    Raises `RequestError` where a head that is to be kept has another width.
    """
    kept = {name: tensor for name, tensor in start.state_dict().items() if not name.startswith("heads.")}
    if head == "kept":
        before = dict(start.heads.items()).get(HEAD)
        now = model.heads[HEAD]
        assert isinstance(now, nn.Linear)
        has = before.out_features if isinstance(before, nn.Linear) else None
        if has != now.out_features:
            said = "no head of one's own tracks" if has is None else f"a head of {has} tracks"
            raise RequestError(
                f'model.head = "kept": {origin} has {said}, and the table of targets {now.out_features}; '
                "give a table of as many, or take a new head"
            )
        kept |= {
            name: tensor for name, tensor in start.state_dict().items() if name.startswith(f"heads.{HEAD}.")
        }
    model.load_state_dict(kept, strict=False)


def thaw(model: Enformer, thawed: Thawed) -> int:
    """Let only some parameters be learned, and return how many numbers these are: the head's always.

    ``all``; ``norms``, the scales and shifts of the layer norms; or a number, the last so many attention layers and
    what follows them. Raises `RequestError` for more layers than there are.
    """
    layers = len(model.layers)
    if isinstance(thawed, int) and not 0 <= thawed <= layers:
        raise RequestError(
            f"model.thawed {thawed}: expected all, norms, or a number of layers from 0 to {layers}"
        )
    model.requires_grad_(thawed == "all")
    learned: list[nn.Module] = [model.heads]
    if thawed == "norms":
        learned += [module for module in model.modules() if isinstance(module, nn.LayerNorm)]
    elif isinstance(thawed, int) and thawed:
        learned += [*list(model.layers)[layers - thawed :], model.last]
    for module in learned:
        module.requires_grad_(True)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
