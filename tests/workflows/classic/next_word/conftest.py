import numpy as np
import pytest

from babelix.workflows.classic.next_word.settings import NextWordSettings


@pytest.fixture(scope="session")
def story(tmp_path_factory):
    """A file of 67 sentences over few words, each leaning on the one before."""
    rng = np.random.default_rng(2)
    names = ["cat", "dog", "sees", "walks", "the", "a", "to", "and"]
    lines = []
    for _ in range(67):
        place, words = int(rng.integers(8)), []
        for _ in range(int(rng.integers(4, 9))):
            words.append(names[place])
            place = (3 * place + int(rng.integers(2))) % 8
        lines.append(" ".join(words).capitalize() + ".")
    path = tmp_path_factory.mktemp("story") / "story.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def asked(story):
    """Return a function that makes settings for a tiny net on the story."""

    def make(kind="gru", epochs=2, threads=1, **model):
        own = {
            "kind": kind,
            "width": 5,
            "hidden": 7,
            "layers": 1,
            "window": 3,
            "heads": 1,
            "order": 3,
            **model,
        }
        training = {"epochs": epochs, "batch": 3, "length": 11, "threads": threads, "rate": 0.01}
        values = {"data": {"name": str(story), "vocabulary": 23}, "model": own, "training": training}
        return NextWordSettings.read(values, "here")

    return make
