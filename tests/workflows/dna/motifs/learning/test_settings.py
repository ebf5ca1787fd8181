import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.motifs.learning.settings import SitesSettings


def test_what_may_be_said():
    assert SitesSettings().rates == [0.003, 0.01]
    with pytest.raises(RequestError, match="epochs"):
        SitesSettings.read({"epochs": 0}, "here")
