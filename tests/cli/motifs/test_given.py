import pytest

from babelix.base.errors import RequestError
from babelix.cli.motifs.given import over
from babelix.workflows.dna.places import Source


def test_what_filters_read():
    assert over(None, None, None).source is None
    found = over("g.fa", "c:5", "c:7-9")
    assert (found.source, found.region) == (Source("g.fa", "c:5"), "c:7-9")
    with pytest.raises(RequestError, match="`offset` goes with `genome`"):
        over(None, "c:5", None)
