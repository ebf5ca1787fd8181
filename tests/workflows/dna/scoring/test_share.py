from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.scoring.share import Share, asked_share


@pytest.mark.parametrize(("total", "of"), [(17, 3), (2, 5), (0, 2), (7, 1)])
def test_shares_put_in_a_row_are_all(total, of):
    bounds = [Share(number, of).bounds(total) for number in range(1, of + 1)]
    assert [each for first, stop in bounds for each in range(first, stop)] == list(range(total))
    assert max(stop - first for first, stop in bounds) - min(stop - first for first, stop in bounds) <= 1


def test_each_has_a_journal_of_its_own():
    assert Share().journal(Path("a/x.vcf.gz")) == Path("a/x.vcf.gz.scores")
    assert Share(2, 3).journal(Path("a/x.vcf.gz")) == Path("a/x.vcf.gz.scores.2-of-3")
    assert len(set(Share(2, 3).journals(Path("x")))) == 3


def test_what_is_asked_for_goes_before_torchruns():
    torchrun = {"RANK": "2", "WORLD_SIZE": "4"}
    assert asked_share(None, {}) == asked_share(None, {"RANK": "0", "WORLD_SIZE": "1"}) == Share()
    assert asked_share(None, torchrun) == Share(3, 4)
    assert asked_share("1/2", torchrun) == Share(1, 2)
    for wrong in ("0/2", "3/2", "1", "a/b", "1/2/3"):
        with pytest.raises(
            RequestError, match=f"`shard` '{wrong}': expected a number and how many there are"
        ):
            asked_share(wrong, {})


@pytest.mark.parametrize(("rank", "of"), [("x", "2"), ("0", "two"), ("2", "2"), ("-1", "2")])
def test_what_no_torchrun_sets_is_refused(rank, of):
    with pytest.raises(RequestError, match=f"RANK '{rank}' of WORLD_SIZE '{of}': expected .* by `shard`"):
        asked_share(None, {"RANK": rank, "WORLD_SIZE": of})
