import pytest

from babelix.base.errors import RequestError
from babelix.decoding import memory
from babelix.decoding.memory import check_beam, check_width, fitting_batch, sentence_bytes


def test_bytes_by_hand():
    # Each of 3 rows: its state of 100 bytes twice, thrice the scores of 7 tokens, and 4 candidates of 48 bytes.
    assert sentence_bytes(3, 7, 100) == 3 * (200 + 3 * 4 * 7 + 48 * 4)
    assert sentence_bytes(11, 7, 100) == 11 * (200 + 84 + 48 * 7)


@pytest.mark.parametrize(
    ("each", "free", "batch"), [(10, None, 64), (10, 10**6, 64), (10, 100, 10), (100, 100, 1), (0, 0, 1)]
)
def test_a_batch_is_as_large_as_fits(each, free, batch):
    assert fitting_batch(64, 4, each, free, setting="beam", longest=5) == batch


def test_what_does_not_fit_for_one_sentence_is_refused_by_the_settings_name():
    with pytest.raises(RequestError) as refused:
        fitting_batch(64, 9999, 7_250_000_000, 2_000_000_000, setting="samples", longest=5)
    assert str(refused.value) == (
        "`samples` 9999 would take about 6.75 GiB for a sentence of 5 subwords, and 1.86 GiB are free; take fewer"
    )
    assert refused.value.setting == ("samples",)


def test_a_beam_is_no_wider_than_the_vocabulary():
    check_width(31, 31, "beam")
    with pytest.raises(RequestError, match="`beam` 32 is more than the vocabulary's 31 subwords; 4 is usual"):
        check_width(32, 31, "beam")
    with pytest.raises(
        RequestError, match=r"^`n_best` 1177 is more than the 1,176 notes it plays; 3 is usual$"
    ):
        check_width(1177, 1176, "n_best", known="the {:,} notes it plays", usual="3 is usual")


def test_a_beam_that_no_memory_holds_is_refused_before_the_search(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: 10**9)
    check_beam(10**6, [11, 7])
    with pytest.raises(
        RequestError, match=r"`beam` 999999999 would take more than 178.81 GiB, and 954 MiB are free"
    ):
        check_beam(999999999, [11, 7])
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    check_beam(999999999, [11, 7])
