import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.checkpoint import Checkpoint
from babelix.chromatin.markov.learning import Learning, Stopping
from babelix.chromatin.markov.model import Model, ModelFile, write_model
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import compile_steps
from babelix.chromatin.markov.selection import random_model
from babelix.chromatin.markov.starts import Method, first_model, learn_from_starts, measured
from babelix.chromatin.markov.training_set import TrainingSet, read_training_set
from babelix.chromatin.marks.files import Marks, write_marks


def one_mark(*values):
    """Marks of one row a bin, present or not."""
    pattern = np.array(values, np.int32)
    return Marks("c", "chr1", ("A",), np.array([[0], [1]], np.uint8), pattern, np.ones(len(values), np.int32))


@pytest.fixture
def data(tmp_path):
    rows = np.random.default_rng(7).integers(0, 2, (211, 3)).astype(np.uint8)
    write_marks(tmp_path / "a_binary.txt", "a", "chr1", ["A", "B", "C"], rows)
    return read_training_set([tmp_path / "a_binary.txt"])


def test_what_is_measured_of_an_end_by_hand():
    """One state that has the mark with probability 1/4: two files of 3 and 2 bins held out, 7 learnt from."""
    model = Model(("A",), np.ones(1), np.ones((1, 1)), np.array([[0.25]]))
    held = [compile_steps(one_mark(1, 0, 0)), compile_steps(one_mark(0, 1))]
    data = TrainingSet(("A",), [], [], [compile_steps(one_mark(0, 0, 1, 1, 0, 1, 0))], held)
    with Sweeps(1) as sweeps:
        found = measured(Learning(model, [-9.0, -5.0]), 3, data, sweeps)
    assert (found.start, found.iterations, found.log_likelihood) == (3, 2, -5.0)
    assert found.held_out == pytest.approx((2 * np.log(0.25) + 3 * np.log(0.75)) / 5)
    assert found.bic == pytest.approx(10 + np.log(7))  # one free parameter: the emission
    with Sweeps(1) as sweeps:
        whole = TrainingSet(("A",), [], [], data.learn_from, [])
        assert measured(Learning(model, [-5.0]), 0, whole, sweeps).held_out is None


def test_where_a_start_begins(data, tmp_path):
    method = Method(seed=11)
    again = random_model(2, data.names, 11, 1)
    np.testing.assert_array_equal(first_model(data, 2, method, 1).emission, again.emission)
    assert not np.array_equal(first_model(data, 2, method, 2).emission, again.emission)
    emission = np.array([[0.0, 0.5, 1.0]])
    write_model(
        tmp_path / "model_1.txt", ModelFile(Model(data.names, np.ones(1), np.ones((1, 1)), emission), 0, 1)
    )
    loaded = Method(initial=tmp_path / "model_1.txt")
    # Mixed with 2 % of one half.
    np.testing.assert_allclose(first_model(data, 1, loaded).emission, [[0.01, 0.5, 0.99]])
    with pytest.raises(
        RequestError, match=r"model_1.txt has 1 states of A, B, C, expected 2 states of A, B, C"
    ):
        first_model(data, 2, loaded)


@pytest.mark.parametrize("accelerate", [False, True])
def test_the_most_likely_start_is_kept(data, tmp_path, accelerate):
    method = Method("baum-welch", iterations=5, starts=4, accelerate=accelerate)
    with Sweeps(1) as sweeps:
        candidates, best = learn_from_starts(
            data, 2, method, sweeps, lambda start: Checkpoint(tmp_path / f"{start}.npz", {}, 0)
        )
    assert [each.start for each in candidates] == [0, 1, 2, 3]
    reached = [each.log_likelihood for each in candidates]
    assert len(set(reached)) > 1
    assert best.trace[-1] == max(reached)
    assert best.model is candidates[int(np.argmax(reached))].model
    assert not list(tmp_path.glob("*.npz"))


def test_an_interrupted_start_is_kept_and_gone_on_with(data, tmp_path, monkeypatch):
    def keeper(start):
        return Checkpoint(tmp_path / f"{start}.npz", {"start": start}, 1e9)

    def interrupt(progress):
        if progress.done >= 3:
            raise KeyboardInterrupt

    method = Method("baum-welch", tolerance=-1.0, iterations=7)
    with Sweeps(1) as sweeps:
        _, whole = learn_from_starts(data, 2, method, sweeps, keeper)
        monkeypatch.setattr("babelix.base.progress.Reporter.__init__.__defaults__", (0.0, 0))
        with pytest.raises(KeyboardInterrupt):
            learn_from_starts(data, 2, method, sweeps, keeper, listener=interrupt)
        assert (tmp_path / "0.npz").exists()
        _, resumed = learn_from_starts(data, 2, method, sweeps, keeper, resume=True)
    assert resumed.trace == whole.trace
    np.testing.assert_array_equal(resumed.model.transition, whole.model.transition)


@pytest.mark.parametrize(
    ("wrong", "said", "setting"),
    [
        ({"order": "size"}, "`order` 'size': expected emission or transition", ("order",)),
        ({"algorithm": "gibbs"}, "unknown algorithm 'gibbs'; choose one of incremental, baum-welch", ()),
        (
            {"accelerate": True},
            "ask for `algorithm` baum-welch with `accelerate`",
            ("algorithm", "accelerate"),
        ),
        ({"tolerance": float("nan")}, "a tolerance of nan ends nothing", ()),
    ],
)
def test_what_cannot_be_done_is_refused(wrong, said, setting):
    with pytest.raises(RequestError, match=said) as caught:
        Method(**wrong)
    assert caught.value.setting == setting


def test_a_method_has_its_own_identity():
    assert Method().stopping == Stopping(0.001, 200)
    others = [
        Method("baum-welch"), Method(tolerance=0.1), Method(iterations=7), Method(starts=2), Method(seed=1),
        Method(hold_out=0.1), Method(order="transition"), Method("baum-welch", accelerate=True),
    ]  # fmt: skip
    assert len({tuple(each.identity()) for each in [Method(), *others]}) == 9
