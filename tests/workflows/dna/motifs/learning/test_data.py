import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.sites import Sites, read_sites
from babelix.workflows.dna.motifs.learning.data import MOST, held_out, leak, load_task
from babelix.workflows.dna.motifs.learning.settings import SitesSettings


def test_the_leak_by_hand():
    trained = Sites(("ACG", "TTT", "GCGC"), ("a", "b", "a"))
    tested = Sites(("ACG", "CGT", "GGG", "GCGC", "AAA"), ("a",) * 5)
    found = leak(trained, tested)
    assert found.direct.tolist() == [True, False, False, True, False]
    assert found.reverse.tolist() == [False, True, False, True, True]
    assert found.either.tolist() == [True, True, False, True, True]


@pytest.mark.figure
def test_the_leak_of_the_assignment(dataset):
    paths = dataset("tf-sequences")
    found = leak(read_sites(paths["training"]), read_sites(paths["validation"]))
    assert (found.direct.sum(), found.reverse.sum(), found.either.sum()) == (12, 14, 19)


def test_what_is_there_twice_is_held_out_together():
    sites = Sites(tuple(f"AC{a}{b}" for a in "ACGT" for b in "ACGT") * 2, ("x",) * 32)
    out = held_out(sites, 0.3, 1)
    assert out[:16].tolist() == out[16:].tolist()
    assert out.sum() == 2 * round(0.3 * 16)
    turned = Sites(("ACC", "GGT", "AAA", "CCC"), ("x",) * 4)
    for seed in range(5):
        found = held_out(turned, 0.34, seed)
        assert found[0] == found[1]


def test_the_task_is_read_and_numbered(small):
    task = load_task(SitesSettings(sequences=str(small / "train.txt"), test=str(small / "test.txt")))
    assert task.factors == ("acid", "box")
    assert len(task.train) + len(task.val) == 58
    assert task.test.sites.shape == (10, 7, 4)
    assert task.test.labels.tolist() == [1] * 5 + [0] * 5
    core = task.test.sites[:5, 2:5].argmax(2)
    assert np.array_equal(core, np.tile([1, 0, 2], (5, 1)))
    assert set(task.checksums) == {"training", "test"}


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [
        ("ACC a\nGTA a\n", "ACC a\n", "train.txt: expected sites of two factors or more"),
        ("ACC a\nGTA b\n", "ACC c\n", "test.txt: 'c' is no factor of .*train.txt, which has a, b"),
        ("ACC a\nGTA b\n", "ACGT a\n", "test.txt: expected sites of 3 bases as in .*train.txt, got 4"),
        ("AC a\nGT b\n", "AC a\n", "train.txt: expected sites of 3 bases or more"),
        ("ACC a\nGTA b\n", "", "test.txt holds no sequence"),
        (
            "".join(f"ACC f{n}\n" for n in range(MOST + 1)),
            "ACC f1\n",
            "train.txt: 121 factors; expected at most 120",
        ),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path, train, test, said):
    (tmp_path / "train.txt").write_text(train)
    (tmp_path / "test.txt").write_text(test)
    with pytest.raises(RequestError, match=said):
        load_task(SitesSettings(sequences=str(tmp_path / "train.txt"), test=str(tmp_path / "test.txt")))
    with pytest.raises(RequestError, match="`sequences` and `test` go together"):
        load_task(SitesSettings(test="x"))
