"""Pictures as a net's last layer but one sees them."""

from pathlib import Path

import numpy as np
import torch

from babelix import data as sets
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter
from babelix.base.seeds import generator
from babelix.classic.atlas.points import Points
from babelix.classic.labelled import Labelled, as_channels, read_folder, read_pictures, resized
from babelix.training.device import best_device
from babelix.workflows.classic.convnet.look import Net, load_net, sized_net
from babelix.workflows.classic.convnet.pictures import NAMED, load_pictures
from babelix.workflows.classic.convnet.settings import ConvnetSettings, PicturesSettings
from babelix.workflows.classic.convnet.task import PictureTask, Reading
from babelix.workflows.runs.folder import read_settings

_BATCH = 100
THUMBNAIL = 32
"""Pixels a side of what is shown and compared as raw pixels, at most."""


def activations(
    run: Path | None,
    size: str | None,
    weights: Path | None,
    data: str | None,
    most: int,
    seed: int,
    listener: Listener,
) -> Points:
    """Return what a net makes of pictures before its last layer, Euclidean, beside their pixels.

    Of a named set its test pictures are read, which no net was trained on; without `data` those that the run held out,
    or its set's test pictures. Raises `RequestError` for a net or pictures that are none.
    """
    if (run is None) == (size is None):
        raise RequestError(
            "give either `run`, a trained net, or `size`, a named one", setting=("run", "size")
        )
    if weights is not None and run is not None:
        raise RequestError(
            "`weights` go with `size`; a `run` has its own", setting=("weights", "size", "run")
        )
    net = load_net(run) if run is not None else sized_net(size or "", weights, seed)
    pictures, named, which = _pictures(run, data, net)
    if len(pictures) > most:
        order = np.sort(generator(seed, "points").permutation(len(pictures))[:most])
        pictures = pictures.take(order.astype(np.int64))
    report = Reporter(listener, "pictures", len(pictures), "pictures")
    shown = _thumbnails(pictures.images)
    remarks = () if net.trained else (f"{net.name} is untrained: its weights are drawn at random",)
    return Points(
        name=f"{net.name}: {len(pictures):,} {which}",
        what="activations",
        vectors=_embedded(net, pictures, report),
        raw_what="pixels",
        raw=(shown.reshape(len(shown), -1) / 255).astype(np.float32),
        images=shown,
        words=None,
        labels=pictures.labels if named else None,
        classes=pictures.classes if named else (),
        cosine=False,
        remarks=remarks,
    )


def _pictures(run: Path | None, data: str | None, net: Net) -> tuple[Labelled, bool, str]:
    """Return pictures, whether they have classes, and in words which they are."""
    side = net.model.shape.side
    if data is None and run is None:
        raise RequestError(
            f"`data`: name the pictures, {' or '.join(NAMED)} or a folder of them", setting="data"
        )
    if data is None and run is not None:
        settings = read_settings(run, ConvnetSettings)
        name = settings.data.name
        if name not in NAMED and not Path(name).is_dir():
            raise RequestError(
                f"the pictures of the run, {name}, are not here; name others with `data`", setting="data"
            )
        loaded = load_pictures(settings.data, settings.training.seed, side)
        if loaded.test is not None:
            return loaded.test, True, f"test pictures of {name}"
        return loaded.val, True, f"pictures of {Path(name).name} that it held out"
    assert data is not None
    if data in NAMED:
        found = load_pictures(PicturesSettings(name=data), seed=1).test
        assert found is not None
        return found, True, f"test pictures of {data}"
    folder = Path(data)
    if not folder.is_dir():
        raise RequestError(
            f"`data` {data!r}: expected {', '.join(NAMED)} or a folder of pictures, which is not here; "
            f"`babelix data list` names the sets ({', '.join(sets.names()[:2])} ...)",
            setting="data",
        )
    by_class = any(each.is_dir() and not each.name.startswith(".") for each in folder.iterdir())
    read = read_folder(folder, side) if by_class else read_pictures(folder, side)
    return read, by_class, f"pictures of {folder.name}"


def _embedded(net: Net, pictures: Labelled, report: Reporter) -> np.ndarray:
    channels, side = net.model.shape.channels, net.model.shape.side
    device = best_device()
    reading = Reading(torch.tensor(net.mean), torch.tensor(net.deviation), side)
    task = PictureTask(
        pictures, pictures, reading, batch=_BATCH, seed=0, device=device, precision=torch.float32
    )
    found = []
    with torch.no_grad():
        for start in range(0, len(pictures), _BATCH):
            images = np.array(
                pictures.images[start : start + _BATCH]
            )  # of a named set they may not be written
            if images.shape[1] != channels:
                images = np.stack(
                    [
                        as_channels(each[0] if len(each) == 1 else each.transpose(1, 2, 0), channels)
                        for each in images
                    ]
                )
            found.append(net.model.embed(task.pixels(images)).float().cpu().numpy())
            report.advance(len(images))
    return np.concatenate(found)


def _thumbnails(images: np.ndarray) -> np.ndarray:
    if images.shape[-1] <= THUMBNAIL:
        return images
    return np.stack([resized(each, THUMBNAIL) for each in images])
