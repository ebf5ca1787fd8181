import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.gaussian.files import read_gaussian
from babelix.chromatin.segments.state_tables import read_table
from babelix.workflows.states.gaussian import Fitting, SignalFiles, apply_gaussian, learn_gaussian

FITTING = Fitting(2, min_length=500, restarts=1, iterations=7)


@pytest.fixture(scope="module")
def signals(tmp_path_factory):
    """One track of two cells, 0 or 3 with noise by turns of 17 bins of 200 bases."""
    folder = tmp_path_factory.mktemp("signals")
    draw = np.random.default_rng(5)
    (folder / "sizes").write_text("chr1\t40000\nchr2\t20100\n")
    for cell in "XY":
        rows = [
            f"{chrom}\t{200 * t}\t{200 * t + 200}\t{3 * (t // 17 % 2) + draw.normal() / 2:.4f}\n"
            for chrom, bins in (("chr1", 200), ("chr2", 100))
            for t in range(bins)
        ]
        (folder / f"{cell}.bg").write_text("".join(rows))
    (folder / "tracks").write_text("X\tm\tX.bg\nY\tm\tY.bg\n")
    return SignalFiles(folder / "tracks", folder, folder / "sizes", transform="none")


@pytest.fixture(scope="module")
def learned(signals, tmp_path_factory):
    return learn_gaussian(signals, FITTING, tmp_path_factory.mktemp("learned"))


def test_files_and_segments(learned):
    names = [path.name for path in learned.files]
    assert names == [
        "gaussian_2.json", "means_2.txt", "emissions_2.txt", "transitions_2.txt",
        "X_2_segments.bed", "X_2_dense.bed", "Y_2_segments.bed", "Y_2_dense.bed",
    ]  # fmt: skip
    assert all(path.is_file() for path in learned.files)
    assert list(learned.segments) == ["X", "Y"]
    found = learned.segments["X"]
    assert found.states == ("S1", "S2")
    on_first = found.intervals.on("chr1")
    assert on_first.start[:3].tolist() == [0, 3400, 6800]
    assert on_first.end[-1] == 40000
    assert found.intervals.on("chr2").end[-1] == 20000  # whole bins
    title = 'name="X 2 labels" description="X 2 labels"'
    dense = learned.files[5].read_text().splitlines()
    assert dense[:2] == [
        f'track {title} visibility=1 itemRgb="On"',
        "chr1\t0\t3400\tS1\t0\t.\t0\t3400\t166,206,227",
    ]


def test_the_model_is_in_bins_and_its_file_says_how_signals_were_read(learned):
    assert learned.model.depth == 3  # 500 bases in bins of 200
    content = read_gaussian(learned.files[0])
    assert (content.bin_size, content.transform, content.tracks) == (200, "none", ("m",))
    low, high = read_table(learned.files[2]).values[:, 0]
    assert low < 0.01
    assert 0.3 < high < 0.6  # half of the values are about 3, which is the mean plus one deviation


def test_lengths_are_told_in_bases():
    training, prior = Fitting(3, min_length=500, mean_length=1500, strength=7, window=4799).in_bins(200)
    assert (training.labels, training.depth, training.window) == (3, 3, 23)
    assert (prior.mean_length, prior.strength) == (7.5, 7)
    given = Fitting(3, restarts=2, iterations=11, tolerance=0.5, batch=0.25, seed=13, threads=2).in_bins(1)[0]
    assert (given.restarts, given.iterations, given.tolerance, given.batch) == (2, 11, 0.5, 0.25)
    assert (given.seed, given.threads) == (13, 2)


def test_a_model_labels_the_same_signals_the_same(learned, signals, tmp_path):
    plain = SignalFiles(signals.table, signals.folder, signals.sizes)
    found = apply_gaussian(learned.files[0], plain, tmp_path, posteriors=True)
    assert found.fitted is None
    names = [path.relative_to(tmp_path).as_posix() for path in found.files]
    assert names[:4] == [
        "posterior/X_2_chr1_posterior.txt",
        "posterior/X_2_chr2_posterior.txt",
        "X_2_segments.bed",
        "X_2_dense.bed",
    ]
    assert found.files[2].read_bytes() == learned.files[4].read_bytes()
    lines = found.files[0].read_text().splitlines()
    assert lines[:2] == ["X\tchr1", "S1\tS2"]
    assert len(lines) == 202


@pytest.mark.parametrize(
    ("asked", "said", "setting"),
    [
        ({"bin_size": 300}, "`bin_size` cannot be chosen with `model`", ("bin_size", "model")),
        (
            {"bin_size": 200, "transform": "none"},
            "`bin_size` and `transform` cannot be chosen with `model`: the model has its own; leave them out",
            ("bin_size", "transform", "model"),
        ),
    ],
)
def test_what_the_model_says_cannot_be_chosen(learned, signals, tmp_path, asked, said, setting):
    with pytest.raises(RequestError, match=said) as told:
        apply_gaussian(
            learned.files[0], SignalFiles(signals.table, signals.folder, signals.sizes, **asked), tmp_path
        )
    assert told.value.setting == setting


def test_wrong_words_and_bins_are_refused(signals, tmp_path):
    with pytest.raises(RequestError, match="expected one of viterbi, posterior, got 'viterbo'; did you mean"):
        learn_gaussian(signals, FITTING, tmp_path, decoder="viterbo")
    for size, said in ((0, "at least 1 base, got 0"), (90_000, "no chromosome is as long as a bin of 90000")):
        files = SignalFiles(signals.table, signals.folder, signals.sizes, size)
        with pytest.raises(RequestError, match=said):
            learn_gaussian(files, FITTING, tmp_path)
