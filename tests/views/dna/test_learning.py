import pytest

from babelix.base.errors import RequestError
from babelix.tracks.learning.fit import Fit
from babelix.views.dna.learning import draw_fits
from babelix.workflows.dna.learning.evaluate import Evaluated, TrackFit


def evaluated(*tracks):
    return Evaluated("net", "test", ("IV",), 97, 3, tracks)


COUNTS = TrackFit("starts", Fit(97, 0.6), 0.5, 0.7, Fit(94, 0.59), Fit(97, 0.4), 0.8, None)
PEAKS = TrackFit("Reb1", Fit(97, 0.2, 0.3, 0.01), 0.1, 0.3, Fit(94, 0.2), None, None, 0.25)


@pytest.mark.parametrize("tracks", [(COUNTS, PEAKS), (COUNTS,), (PEAKS,)])
def test_every_track_has_its_row(tmp_path, tracks):
    path = tmp_path / "f.svg"
    draw_fits(evaluated(*tracks), path)
    text = path.read_text()
    assert all(f">{each.name}<" in text for each in tracks)
    assert (">Pearson correlation of log(1 + v)<" in text) is (COUNTS in tracks)
    assert (">chance: the share of bins<" in text) is (PEAKS in tracks)
    assert ">net on IV, 97 bins<" in text


def test_nothing_known_is_refused(tmp_path):
    nothing = TrackFit("x", Fit(0, float("nan")), 0, 0, Fit(0, float("nan")), None, None, None)
    with pytest.raises(RequestError, match="no track has a known bin"):
        draw_fits(evaluated(nothing), tmp_path / "f.svg")
