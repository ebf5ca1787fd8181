"""What every test may ask for, and what holds while tests run: shapes checked, one thread a process."""

import atexit
import gc
import os
import random
import signal
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

from tools import shapes

# The search for garbage in cycles goes over torch's million objects again and again as they arrive: it waits until the
# tests are collected, then leaves alone what is there, and as the process ends.
gc.disable()
atexit.register(gc.freeze)
# Read when torch is imported, here and in the processes that tests start: pytest-xdist already uses every core.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Where `nohup` has the tests ignore it, a task would rightly go on at the signal that tests send it. It is handled and
# not left to the system, so that the tests do outlive their terminal.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)
# No test pulls the plug: what is written need not wait for the disk.
os.fsync = lambda fd: None

# The shapes in signatures are checked in these rooms, and under pytest only. Out stay the rooms with numba kernels
# (genome, chromatin, enrichment), which cannot be compiled once wrapped, and evaluation, which refuses wrong shapes
# itself in words that its tests read. A Protocol that stands in a checked signature must be runtime_checkable.
CHECKED_ROOMS = ("attention", "transformer", "training", "decoding", "text", "tracks")
# Kernels, wherever they lie, cannot be compiled once wrapped.
PACKAGE = Path(str(find_spec("babelix").submodule_search_locations[0]))
CHECKED = [
    f"babelix.{room}.{path.stem}"
    for room in CHECKED_ROOMS
    for path in sorted((PACKAGE / room).glob("[a-z]*.py"))
    if not path.stem.endswith("kernels")
]
install_import_hook(CHECKED, f"{shapes.__name__}.check")

from babelix import data  # noqa: E402

# No test is timed: a busy machine is no failure.
settings.register_profile("untimed", deadline=None)
# For `make fast`: whoever wants every example runs `make test`.
settings.register_profile("few", deadline=None, max_examples=11)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root(pytestconfig: pytest.Config) -> Path:
    """The repository."""
    return pytestconfig.rootpath


@pytest.fixture(scope="session")
def samples(root: Path) -> Path:
    """The folder of small inputs with right answers that tests share."""
    return root / "tests" / "samples"


@pytest.fixture(scope="session")
def two_cells(samples: Path) -> Path:
    """Marks of two cells, and what ChromHMM 1.24 makes of them."""
    return samples / "two_cells"


@pytest.fixture(scope="session")
def dataset() -> Callable[[str], dict[str, Path]]:
    """Return a function that gives a named data set's files, or skips the test saying why it cannot."""

    def ask(name: str) -> dict[str, Path]:
        paths = data.find(name)
        if paths is None:
            pytest.skip(data.missing(name))
        return paths

    return ask


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests first, in their order: who begins with the long ones does not wait for one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """From here on, garbage in cycles is looked for among what tests make."""
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Write on the report of a skipped test that it asked for a data set: a run's end counts these."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and "dataset" in getattr(item, "fixturenames", ()):
        report.user_properties.append(("unchecked", "for want of data"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much a run left unchecked because a data set was not there."""
    skipped = terminalreporter.stats.get("skipped", [])
    unchecked = [each for each in skipped if ("unchecked", "for want of data") in each.user_properties]
    figures = sum("figure" in each.keywords for each in unchecked)
    terminalreporter.write_line(
        f"for want of data {len(unchecked)} tests went unchecked, {figures} of them guard a published figure"
    )


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are put together and not painted, which takes longest: for tests that look at what is beside them."""
    monkeypatch.setattr("babelix.views.drawing.render", lambda figure, form, *_: b"unpainted")


@pytest.fixture
def g_counter() -> Any:
    """A sequence model computed by hand: in every 4 bases the G of the plus strand and those of the minus strand, C."""
    from torch import Tensor

    from babelix.tracks.model import Geometry, Track

    class Counter:
        name, assembly = "counter", None
        geometry = Geometry(window=28, bin=4, crop=1, multiple=4)
        tracks = (Track("G+", 1, "guanine plus", 1), Track("G-", -1, "guanine minus", 0))

        def forward(self, one_hot: Tensor) -> Tensor:
            counts: Tensor = one_hot.unflatten(1, (-1, 4)).sum(2)
            return counts[:, 1:-1, [2, 1]]

    return Counter()


RECIPE = """
task = "translation"

[data]
train = ["pairs.tsv"]
val = ["val.tsv"]
normalise = ["nfc", "spaces", "quotes"]
max_tokens = 31

[subwords]
size = 300

[model]
size = "tiny"
d_model = 16
d_ff = 23
heads = 2
encoder_layers = 2
decoder_layers = 1
dropout = 0.1

[training]
steps = 13
batch_tokens = 67
warmup = 5
precision = "float32"
threads = 1
log_every = 5
evaluate_every = 7
save_every = 5
samples = 0
"""
_WORDS = {
    "the": "le",
    "a": "un",
    "cat": "chat",
    "dog": "chien",
    "sees": "voit",
    "likes": "aime",
    "tired": "fatigué",
}


def made_up_pairs(count: int, seed: int) -> str:
    """Return `count` lines of a toy language and its word-for-word translation, as TSV."""
    rng = random.Random(seed)
    lines = [rng.choices(list(_WORDS), k=rng.randint(1, 5)) for _ in range(count)]
    return "".join(f"{' '.join(line)}.\t{' '.join(_WORDS[word] for word in line)}.\n" for line in lines)


@pytest.fixture(scope="session")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe of a tiny translator beside its made-up sentence pairs."""
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "pairs.tsv").write_text(made_up_pairs(61, 1), encoding="utf-8")
    (folder / "val.tsv").write_text(made_up_pairs(7, 2), encoding="utf-8")
    (folder / "tiny.toml").write_text(RECIPE, encoding="utf-8")
    return folder / "tiny.toml"


@pytest.fixture(scope="session")
def tiny_run(recipe: Path) -> Path:
    """The run folder of a tiny translator, trained for some steps."""
    from babelix.workflows.runs.recipe import read_recipe
    from babelix.workflows.runs.tasks import train

    return train(read_recipe(recipe), run=recipe.parent / "run").run


TREE_RECIPE = """
task = "parsing"

[data]
train = ["train.mrg"]
val = ["val.mrg"]
max_tokens = 61
substitute = 0.5

[subwords]
size = 300
dropout = 0.1

[model]
size = "tiny"
d_model = 16
d_ff = 23
heads = 2
encoder_layers = 1
decoder_layers = 1
pointer = true

[training]
steps = 11
batch_tokens = 131
warmup = 5
precision = "float32"
threads = 1
log_every = 5
evaluate_every = 11
save_every = 5
samples = 1
"""


def made_up_trees(count: int, seed: int) -> str:
    """Return `count` trees of a toy language in brackets, a line each."""
    rng = random.Random(seed)

    def phrase() -> str:
        inner = f"(NP (DT {rng.choice(['the', 'a'])}) (NN {rng.choice(['cat', 'dog', 'mat'])}))"
        return f"(NP {inner} (PP (IN on) {phrase()}))" if rng.random() < 0.3 else inner

    lines = [
        f"( (S {phrase()} (VP (VBD {rng.choice(['saw', 'sat'])}) {phrase()}) (. .)))" for _ in range(count)
    ]
    return "".join(line + "\n" for line in lines)


@pytest.fixture(scope="session")
def tree_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe of a tiny parser beside its made-up trees."""
    folder = tmp_path_factory.mktemp("trees")
    (folder / "train.mrg").write_text(made_up_trees(41, 1), encoding="utf-8")
    (folder / "val.mrg").write_text(made_up_trees(5, 2), encoding="utf-8")
    (folder / "tiny.toml").write_text(TREE_RECIPE, encoding="utf-8")
    return folder / "tiny.toml"


@pytest.fixture(scope="session")
def tree_run(tree_recipe: Path) -> Path:
    """The run folder of a tiny parser, trained for some steps."""
    from babelix.workflows.runs.recipe import read_recipe
    from babelix.workflows.runs.tasks import train

    return train(read_recipe(tree_recipe), run=tree_recipe.parent / "run").run


@pytest.fixture(scope="session")
def grammar_run(tree_recipe: Path) -> Path:
    """The run folder of a grammar of the same trees."""
    from babelix.workflows.runs.recipe import read_recipe
    from babelix.workflows.runs.tasks import train

    recipe = tree_recipe.with_name("grammar.toml")
    data = '[data]\ntrain = ["train.mrg"]\nval = ["val.mrg"]\n'
    recipe.write_text(f'task = "grammar"\n{data}[grammar]\nvertical = 1\nhorizontal = 1\n', encoding="utf-8")
    return train(read_recipe(recipe), run=tree_recipe.parent / "grammar").run
