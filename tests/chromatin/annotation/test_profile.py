import math

import pytest

from babelix.chromatin.annotation.profile import Profile


def test_where_a_profile_is_highest():
    assert Profile.of({-200: 2.0, 0: 3.0, 200: 2.5}) == Profile(3.0, 3.0, 0)
    assert Profile.of({-200: 2.0, 0: 3.0, 1200: 3.5}) == Profile(3.0, 3.5, 1200)
    # Of equal peaks the nearest, and of two as near the one before.
    assert Profile.of({-400: 3.0, -200: 3.0, 0: 1.0, 200: 3.0}) == Profile(1.0, 3.0, -200)
    assert Profile.of({0: 3.0, 200: 3.00001}) == Profile(3.0, 3.0, 0)  # what prints alike is alike


def test_what_is_no_number_is_passed_over():
    assert Profile.of({0: 1.0, 200: math.nan}) == Profile(1.0, 1.0, 0)
    assert Profile.of({0: math.nan, 200: 2.0}) is None
    assert Profile.of({-200: 2.0}) is None


@pytest.mark.parametrize(
    ("profile", "beside"),
    [
        (Profile(13.2, 15.8, 1200), True),  # E9 of GM12878's ten states
        (Profile(38.2, 42.5, 200), False),  # E8
        (Profile(23.4, 26.4, 400), False),
        (Profile(23.4, 26.4, -401), True),
        (Profile(2.0, 4.0, 200), False),
        (Profile(2.0, 4.01, 200), True),
    ],
)
def test_a_flank_is_highest_beside_starts(profile, beside):
    assert profile.beside() is beside


def test_the_place_in_words():
    assert Profile(3.0, 3.0, 0).place() == "at transcription starts"
    assert Profile(3.0, 5.0, -1200).place() == "1,200 bases before transcription starts"
    assert Profile(3.0, 5.0, 200).place("them") == "200 bases after them"
    assert Profile(3.0, 5.0, 200, stranded=False).place() == "200 bases away from transcription starts"
