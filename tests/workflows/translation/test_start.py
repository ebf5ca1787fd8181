import json
import shutil
from pathlib import Path

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.training.loop import Loop
from babelix.workflows.runs.recipe import Recipe, read_recipe
from babelix.workflows.runs.shipped import locate
from babelix.workflows.runs.tasks import train
from babelix.workflows.translation.run import load_run
from babelix.workflows.translation.translator import load_translator

MORE = """
task = "translation"

[data]
train = ["pairs.tsv"]
val = ["val.tsv"]

[model]
start = "{start}"

[training]
seed = 2
steps = 11
batch_tokens = 67
warmup = 5
precision = "float32"
threads = 1
evaluate_every = 7
save_every = 5
samples = 0
"""
# Too small a rate to move a weight that is not zero.
STILL = ["training.steps=1", "training.rate_factor=1e-30"]


def lay(folder: Path, tiny_run: Path, recipe: Path) -> Path:
    """Lay a start into `folder`, and a recipe that goes on from it with pairs of its own; return the recipe.

    Validation is that of the start.
    """
    start = shutil.copytree(tiny_run, folder / "start")
    pairs = (recipe.parent / "pairs.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "pairs.tsv").write_text("".join(pairs[:41]), encoding="utf-8")
    shutil.copy(recipe.parent / "val.tsv", folder)
    (folder / "more.toml").write_text(MORE.format(start=start), encoding="utf-8")
    return folder / "more.toml"


@pytest.fixture
def more(tiny_run: Path, recipe: Path, tmp_path: Path) -> Path:
    """A recipe of this test's own, whose start it may harm."""
    return lay(tmp_path, tiny_run, recipe)


@pytest.fixture
def start(more: Path) -> Path:
    return more.parent / "start"


@pytest.fixture(scope="module")
def shared(tiny_run: Path, recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe that tests share: none may harm its start."""
    return lay(tmp_path_factory.mktemp("shared"), tiny_run, recipe)


@pytest.fixture(scope="module")
def alone(shared: Path) -> Path:
    """The run of the shared recipe, that nobody stopped."""
    return train(read_recipe(shared), run=shared.parent / "alone").run


@pytest.fixture(scope="module")
def still(shared: Path) -> Path:
    """The run of the shared recipe whose weights stay as they began."""
    return train(read_recipe(shared, STILL), run=shared.parent / "still").run


def evaluations(run: Path) -> list[float]:
    lines = (run / "metrics.jsonl").read_text(encoding="ascii").splitlines()
    return [figures["val_loss"] for figures in map(json.loads, lines) if "val_loss" in figures]


def left_behind(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.iterdir() if path.name != "timings.jsonl"}


class KilledError(Exception):
    """Stands for `kill -9`: nothing is cleared away."""


def train_killed_at(step: int, recipe: Path | Recipe, run: Path) -> None:
    plain = Loop._step

    def die(self: Loop, count: int) -> None:
        plain(self, count)
        if self.state.step == step:
            raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loop, "_step", die)
        with pytest.raises(KilledError):
            train(recipe if isinstance(recipe, Recipe) else read_recipe(recipe), run=run)


def test_it_starts_from_the_weights(still: Path, tiny_run: Path) -> None:
    assert evaluations(still)[0] == pytest.approx(evaluations(tiny_run)[-1], abs=1e-6)
    before = dict(load_run(tiny_run).model.named_parameters())
    torch.testing.assert_close(dict(load_run(still).model.named_parameters()), before, rtol=0, atol=1e-20)


def test_it_learns_further(alone: Path, tiny_run: Path) -> None:
    assert evaluations(alone)[-1] < evaluations(tiny_run)[-1]


@pytest.mark.slow
def test_the_packed_weights_of_a_shipped_model_will_do(more: Path, tmp_path: Path) -> None:
    run = train(read_recipe(more, [*STILL, "model.start=en-fr"]), run=tmp_path / "run").run
    assert load_run(run).settings.model.d_model == load_run(locate("en-fr")).settings.model.d_model == 320
    given = ["I am."], ["Je suis."]
    assert load_translator(run).score(*given) == load_translator(locate("en-fr")).score(*given)


def test_network_subwords_text_and_decoding_come_with_the_start(still: Path, shared: Path) -> None:
    start = shared.parent / "start"
    found, before = load_run(still).settings, load_run(start).settings
    assert (still / "subwords.json").read_bytes() == (start / "subwords.json").read_bytes()
    assert found.subwords.size == before.subwords.size == 300
    assert found.model == before.model.model_copy(update={"start": str(start)})
    assert found.data.normalise == before.data.normalise == ["nfc", "spaces", "quotes"]
    assert found.data.max_tokens == before.data.max_tokens == 31
    assert found.decoding == before.decoding
    assert found.data.train == ["pairs.tsv"]
    assert found.training.seed == 2


def test_what_the_recipe_gives_comes_first(more: Path, tmp_path: Path) -> None:
    given = [
        'data.normalise=["nfc"]',
        "data.max_tokens=29",
        "model.dropout=0.3",
        "subwords.dropout=0.1",
        "decoding.alpha=0.2",
    ]
    found = load_run(train(read_recipe(more, [*STILL, *given]), run=tmp_path / "run").run).settings
    assert found.data.normalise == ["nfc"]
    assert found.data.max_tokens == 29
    assert found.model.dropout == 0.3
    assert found.subwords.dropout == 0.1
    assert (found.decoding.beam, found.decoding.alpha) == (4, 0.2)


@pytest.mark.parametrize(
    "given",
    ["model.d_model=16", "model.d_ff=23", "model.size=base", "model.pre_norm=false", "subwords.size=300"],
)
def test_the_network_and_the_vocabulary_cannot_be_given_too(
    given: str, more: Path, start: Path, tmp_path: Path
) -> None:
    name = given.partition("=")[0]
    with pytest.raises(RequestError) as refused:
        train(read_recipe(more, [given]), run=tmp_path / "run")
    assert str(refused.value) == (
        f"{name} cannot be given beside model.start: training from '{start}' keeps its network and its subwords; "
        f"leave {name} out"
    )
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="module")
def pre_norm(recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two updates whose network normalises before each sub-layer."""
    folder = tmp_path_factory.mktemp("pre_norm") / "run"
    return train(read_recipe(recipe, ["model.pre_norm=true", "training.steps=2"]), run=folder).run


@pytest.mark.slow
def test_a_deeper_encoder_changes_nothing_at_first(more: Path, pre_norm: Path, tmp_path: Path) -> None:
    deeper = [f"model.start={pre_norm}", "model.encoder_layers=5"]
    run = train(read_recipe(more, [*STILL, *deeper]), run=tmp_path / "run").run
    found, before = load_run(run), load_run(pre_norm)
    assert (len(found.transformer.encoder), len(before.transformer.encoder)) == (5, 2)
    assert evaluations(run)[0] == pytest.approx(evaluations(pre_norm)[-1], abs=1e-6)
    text = ["the cat sees a dog."]
    (one,), (other,) = load_translator(run).translate(text), load_translator(pre_norm).translate(text)
    assert one.text == other.text
    assert found.provenance["start"] == {
        "model": str(pre_norm),
        "weights_sha256": digest(pre_norm / "model.safetensors"),
        "encoder_layers_added": 3,
    }


@pytest.mark.slow
def test_the_added_layers_learn_and_resume(more: Path, pre_norm: Path, tmp_path: Path) -> None:
    deeper = read_recipe(more, [f"model.start={pre_norm}", "model.encoder_layers=3"])
    alone, killed = train(deeper, run=tmp_path / "alone").run, tmp_path / "killed"
    assert dict(load_run(alone).model.named_parameters())["encoder.2.attention.W_O.weight"].abs().max() > 0
    train_killed_at(8, deeper, killed)
    train(deeper, run=killed, resume=True)
    assert left_behind(killed) == left_behind(alone)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (1, "has 2, and none can be taken away; give 2 or more, or leave it out"),
        (3, "can only be added where model.pre_norm is true, and '.*start' normalises after each sub-layer"),
    ],
)
def test_a_depth_the_start_cannot_take_is_refused(layers: int, said: str, more: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=rf"model\.encoder_layers {layers} beside model\.start: .*{said}"):
        train(read_recipe(more, [f"model.encoder_layers={layers}"]), run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_an_unknown_start_is_named(more: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no model or run folder 'en-rf'; did you mean 'en-fr'\?"):
        train(read_recipe(more, ["model.start=en-rf"]), run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_start_with_damaged_weights_is_named(more: Path, start: Path, tmp_path: Path) -> None:
    (start / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(RequestError, match=r"start/model\.safetensors is damaged or no safetensors file"):
        train(read_recipe(more), run=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_run_records_which_weights_it_began_from(still: Path, shared: Path) -> None:
    start = shared.parent / "start"
    assert load_run(still).provenance["start"] == {
        "model": str(start),
        "weights_sha256": digest(start / "model.safetensors"),
    }


def test_a_run_without_a_start_records_none(tiny_run: Path) -> None:
    assert "start" not in load_run(tiny_run).provenance


def test_the_run_loads_when_the_start_is_gone(more: Path, start: Path, tmp_path: Path) -> None:
    run = train(read_recipe(more, STILL), run=tmp_path / "run").run
    shutil.rmtree(start)
    assert len(load_translator(run).translate(["the cat."])) == 1


@pytest.mark.slow
@pytest.mark.parametrize("step", [3, 8], ids=["before a checkpoint", "after one"])
def test_resumed_it_leaves_the_same_bytes(step: int, shared: Path, alone: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    train_killed_at(step, shared, killed)
    assert (killed / "last.safetensors").exists() == (step == 8)
    train(read_recipe(shared), run=killed, resume=True)
    assert left_behind(killed) == left_behind(alone)


@pytest.mark.slow
def test_it_resumes_from_a_checkpoint_when_the_start_is_gone(more: Path, start: Path, tmp_path: Path) -> None:
    alone, killed = train(read_recipe(more), run=tmp_path / "alone").run, tmp_path / "killed"
    train_killed_at(8, more, killed)
    shutil.rmtree(start)
    train(read_recipe(more), run=killed, resume=True)
    assert left_behind(killed) == left_behind(alone)


@pytest.fixture
def begun(more: Path, tmp_path: Path) -> Path:
    """A run that was killed before its first checkpoint."""
    train_killed_at(3, more, tmp_path / "begun")
    return tmp_path / "begun"


def test_without_a_checkpoint_the_start_must_still_be_there(begun: Path, more: Path, start: Path) -> None:
    shutil.rmtree(start)
    with pytest.raises(RequestError, match=r"no model or run folder '.*start'"):
        train(read_recipe(more), run=begun, resume=True)
    assert (begun / "settings.json").exists()


def test_without_a_checkpoint_the_start_must_be_the_same(begun: Path, more: Path, start: Path) -> None:
    shutil.copy(start / "best.safetensors", start / "model.safetensors")
    with pytest.raises(
        RequestError,
        match=r"was begun from weights of '.*start' with SHA-256 \w{64}, but .*/model\.safetensors now",
    ):
        train(read_recipe(more), run=begun, resume=True)
    assert (begun / "settings.json").exists()


def test_resuming_with_another_start_names_the_difference(still: Path, shared: Path, tmp_path: Path) -> None:
    run = shutil.copytree(still, tmp_path / "run")
    other = shutil.copytree(shared.parent / "start", tmp_path / "other")
    with pytest.raises(RequestError, match=r"begun with another model\.start"):
        train(read_recipe(shared, [*STILL, f"model.start={other}"]), run=run, resume=True)
