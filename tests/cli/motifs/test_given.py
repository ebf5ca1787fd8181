import pytest

from babelix.base.errors import RequestError
from babelix.cli.motifs.given import check_weights, over, taken
from babelix.workflows.dna.places import Source


def test_what_filters_read():
    assert over(None, None, None).source is None
    found = over("g.fa", "c:5", "c:7-9")
    assert (found.source, found.region) == (Source("g.fa", "c:5"), "c:7-9")
    with pytest.raises(RequestError, match="`offset` goes with `genome`"):
        over(None, "c:5", None)


def test_how_many_are_taken():
    assert (taken(None), taken(3), taken(0), taken(None, "ACG"), taken(3, "ACG")) == (12, 3, 0, None, 3)


def test_weights_of_no_model_are_refused(tmp_path):
    check_weights("enformer", tmp_path, True)
    check_weights(None, None, False)
    for weights, drawn in ((tmp_path, False), (None, True)):
        with pytest.raises(RequestError, match="`weights` and `random_weights` go with `model`"):
            check_weights(None, weights, drawn)
