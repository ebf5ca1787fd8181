import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.tracks.predict import predict_windows
from babelix.workflows.dna.learning.build import HEAD, as_tracks, build_model, geometry_of
from babelix.workflows.dna.learning.data import load
from babelix.workflows.dna.learning.task import TracksTask, predicted_on


@pytest.fixture
def made(recipe, asked):
    def make(**changes):
        settings = asked(**changes)
        learned = load(settings.data, 4, recipe, silent)
        examples = learned.examples(learned.train, geometry_of(settings.model))
        return (
            learned,
            TracksTask(learned, examples, settings, torch.device("cpu")),
            build_model(settings.model, 3),
        )

    return make


def test_batches_are_the_same_from_any_number_on(made):
    _, task, _ = made()
    whole = list(task.batches(2, 0))
    rest = list(task.batches(2, 3))
    assert len(rest) == len(whole) - 3
    for one, other in zip(whole[3:], rest, strict=True):
        assert torch.equal(one.one_hot, other.one_hot)
        assert torch.equal(one.targets, other.targets)
    assert whole[0].one_hot.shape == (3, 64, 4)
    assert whole[0].targets.shape == (3, 12, 3)


def test_tracks_weigh_and_what_is_known_counts(made):
    _, task, model = made()
    batch = next(task.batches(0, 0))
    batch.targets[0, :, 1] = float("nan")
    model.eval().requires_grad_(False)
    found = task.loss(model, batch)
    parts = task._loss(model(batch.one_hot)[HEAD], batch.targets)
    assert float(found.total) == pytest.approx(float(parts[0] + parts[1] + 2 * parts[2]), rel=1e-6)
    assert float(found.negative) == pytest.approx(float(parts.sum()), rel=1e-6)
    assert found.count == 3 * 12 * 3 - 12


@pytest.mark.parametrize(("norm", "moves"), [("accumulated", True), ("frozen", False)])
def test_batch_norm_is_accumulated_or_frozen(made, norm, moves):
    _, task, model = made(norm=norm)
    before = model.last.norm.running_mean.clone()
    model.train()
    task.loss(model, next(task.batches(0, 0)))
    assert (not torch.equal(before, model.last.norm.running_mean)) is moves


def test_a_contig_is_predicted_bin_by_bin(made, asked):
    learned, task, model = made()
    model.eval().requires_grad_(False)
    tracks = [target.track for target in learned.targets]
    net = as_tracks(model, asked().model, "net", tracks, None)
    found = predicted_on(net, learned.genome, learned.val[0], torch.device("cpu"))
    assert found.shape == (100, 3)
    # The second window: its bins 12 to 23 begin at base 48, the window 8 before.
    one = predict_windows(net, [learned.genome.read("III", 40, 104)], range(3))[0]
    assert np.allclose(found[12:24], one, atol=1e-6)
    figures = task.evaluate(model)
    assert set(figures) == {"val_loss", "val_pearson", "val_precision"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sites\tsites.bed\t", "training.metric val_pearson: no track of counts differs over III"),
        (
            "a\tnone.bw\tmasked",
            "no track has a known bin on III; hold out a contig for data.val that has some",
        ),
    ],
)
def test_a_figure_that_the_held_out_contigs_cannot_have_is_refused(made, recipe, row, said):
    with BigWigWriter(recipe / "none.bw", {"I": 997, "III": 401}) as writer:
        writer.add("I", 0, 4, np.array([1, 2, 3], np.float32))
        writer.add("III", 400, 1, np.array([1], np.float32))  # behind the last whole bin
    (recipe / "targets.tsv").write_text(f"identifier\tfile\tmissing\n{row}\n")
    with pytest.raises(RequestError, match=said):
        made(metric="val_pearson", test=[])
