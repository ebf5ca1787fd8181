import shutil

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.parsing.run import load_run


def test_a_run_is_loaded_whole(tree_run):
    run = load_run(tree_run)
    assert run.name == "run"
    assert run.symbols.labels == ("NP", "PP", "S", "VP")
    assert run.model.E.weight.shape == (len(run.symbols) + len(run.subwords) - 4, 16)
    assert run.weights.name == "model.safetensors"


def test_what_is_amiss_is_named(tree_run, tiny_run, tmp_path):
    with pytest.raises(RequestError, match="is a run of the task 'translation'; expected a run of 'parsing'"):
        load_run(tiny_run)
    bare = shutil.copytree(tree_run, tmp_path / "bare", ignore=shutil.ignore_patterns("*.safetensors"))
    with pytest.raises(RequestError, match="holds no weights yet"):
        load_run(bare)
    (bare / "symbols.json").unlink()
    with pytest.raises(RequestError, match=r"symbols\.json holds no symbols of trees"):
        load_run(bare)


def test_the_last_checkpoint_will_do(tree_run, tmp_path):
    only = shutil.copytree(tree_run, tmp_path / "only")
    for name in ("model.safetensors", "best.safetensors"):
        (only / name).unlink()
    assert load_run(only).weights.name == "last.safetensors"
