import pytest

from babelix.base.errors import RequestError
from babelix.tracks.choice import choose, refuse_namesakes
from babelix.tracks.model import Track

TRACKS = [
    Track("donor+", 1, "splice donor, plus strand"),
    Track("donor", 0, "splice donor, either"),
    Track("CAGE:liver", -1, "CAGE, adult liver, minus strand"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([], [0, 1, 2]),
        (["2"], [2]),
        (["donor"], [1]),
        (["DONOR strand"], [0]),
        (["strand"], [0, 2]),
        (["liver", "0", "strand"], [0, 2]),
    ],
)
def test_a_track_is_meant_by_index_name_or_words(wanted, found):
    assert choose(TRACKS, wanted) == found


@pytest.mark.parametrize("index", ["3", "-1"])
def test_an_index_of_no_track_is_refused_and_is_no_word(index):
    named = [*TRACKS[:2], Track("CAGE-1", 0, "CAGE, lot -1")]
    with pytest.raises(
        RequestError, match=f"`track` {index}: expected an index from 0 to 2, the model has 3 tracks"
    ):
        choose(named, [index])


def test_what_means_no_track_is_refused():
    with pytest.raises(
        RequestError, match=r"`track` 'doner\+': no track .*, it has donor\+, .*did you mean 'donor\+'"
    ):
        choose(TRACKS, ["doner+"])
    with pytest.raises(RequestError, match="`track` ' ': no track"):
        choose(TRACKS, [" "])


def test_two_tracks_of_one_name_are_refused():
    tracks = [*TRACKS, Track("donor", 0, "another")]
    refuse_namesakes(tracks, [0, 2, 3])
    with pytest.raises(
        RequestError, match="`track`: tracks 1 and 3 of the model are both called donor; choose one"
    ):
        refuse_namesakes(tracks, [0, 1, 2, 3])
