"""The pictures of a training: a named set or a folder, some held out, and a test set where there is one."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.seeds import generator
from babelix.classic.labelled import Labelled, read_cifar, read_folder, read_mnist
from babelix.workflows.classic.convnet.settings import PicturesSettings

NAMED = ("mnist", "cifar10-subset")


@dataclass(frozen=True)
class Pictures:
    """What is trained on, what is held out of it by class, what is tested on (None of a folder), and checksums."""

    train: Labelled
    val: Labelled
    test: Labelled | None
    checksums: dict[str, str]


def load_pictures(settings: PicturesSettings, seed: int, least: int = 1) -> Pictures:
    """Return the pictures that the settings name, a folder's at least `least` pixels wide, as the net reads them.

    Raises `RequestError` where there are none or too few.
    """
    test: Labelled | None = None
    checksums: dict[str, str] = {}
    if settings.name in NAMED:
        paths = data.find(settings.name)
        if paths is None:
            raise RequestError(data.missing(settings.name))
        checksums = {str(path): digest(path) for path in paths.values()}
        if settings.name == "mnist":
            whole = read_mnist(paths["train-images"], paths["train-labels"])
            test = read_mnist(paths["test-images"], paths["test-labels"])
        else:
            whole, test = read_cifar(paths["images"])
    else:
        if not Path(settings.name).is_dir():
            raise RequestError(
                f"data.name {settings.name!r}: expected {' or '.join(NAMED)}, or a folder with a folder a class"
            )
        whole = read_folder(Path(settings.name), max(settings.side, least))
        checksums = {settings.name: _digest(whole)}
    held_out = min(settings.hold_out, len(whole) // 5)
    if held_out < 1:
        raise RequestError(f"{settings.name}: {len(whole)} pictures are too few; expected at least 5")
    order = generator(seed, "held out").permutation(len(whole)).astype(np.int64)
    chosen = held_out_of(whole.labels[order], held_out)
    return Pictures(whole.take(order[~chosen]), whole.take(order[chosen]), test, checksums)


def _digest(pictures: Labelled) -> str:
    """Return a checksum of what is read of a folder: with one picture more, others would be held out."""
    found = hashlib.sha256(repr((pictures.classes, pictures.labels.tolist(), pictures.images.shape)).encode())
    found.update(pictures.images.tobytes())
    return found.hexdigest()


def held_out_of(labels: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Return which of pictures with these labels [n] are held out, `count` in all: of each class its share, the first.

    What is left over after whole pictures goes to the classes with the largest remainders. The last picture of a class
    is never held out.
    """
    sizes = np.bincount(labels)
    shares = count * sizes / len(labels)
    taken = shares.astype(np.int64)
    by_remainder = [
        each for each in np.argsort(taken - shares, kind="stable") if sizes[each] > taken[each] + 1
    ]
    for each in by_remainder[: count - int(taken.sum())]:
        taken[each] += 1
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for label, size in enumerate(taken):
        chosen[np.flatnonzero(labels == label)[:size]] = True
    return chosen
