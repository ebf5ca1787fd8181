import numpy as np
import torch

from babelix.genome.sequence import one_hot
from babelix.tracks.attribution import Aim, Attribution, Plain, attribution, substitutions

WINDOW = np.frombuffer(b"ACGTGGNCCATTGACGTGAC", np.uint8)  # five bins of four, three predicted


def test_what_a_base_adds_by_hand():
    effects = np.array([[[0.0], [3.0], [-6.0], [9.0]], [[1.0], [1.0], [1.0], [1.0]]])
    found = Attribution("AN", np.array([5.0]), effects, np.zeros((2, 1)))
    assert found.importance.tolist() == [[-2.0], [0.0]]


def test_a_base_without_letter_is_replaced_by_all_four():
    aim = Aim(5, 7, (0,), slice(0, 1))
    assert substitutions(torch.from_numpy(one_hot(WINDOW)), aim) == [(5, 0), (5, 1), (5, 3)] + [
        (6, base) for base in range(4)
    ]


def test_guanines_by_hand(g_counter):
    """Tracks count G and C; the bins looked at hold GGNC and CATT, bases 4 to 11."""
    done = []
    aim = Aim(3, 8, (1, 0), slice(0, 2))
    found = attribution(Plain(g_counter), WINDOW, aim, done.append)
    assert (found.letters, found.reference.tolist(), sum(done)) == ("TGGNC", [2, 2], 5)
    assert found.effects[..., 1].tolist() == [
        [0, 0, 0, 0],  # the base before the bins
        [-1, -1, 0, -1],
        [-1, -1, 0, -1],
        [0, 0, 1, 0],
        [0, 0, 1, 0],
    ]
    assert found.gradient.T.tolist() == [[0, 0, 0, 0, 1], [0, 1, 1, 0, 0]]


def test_slopes_of_some_tracks_alone(g_counter):
    found = attribution(Plain(g_counter), WINDOW, Aim(4, 8, (0, 1), slice(0, 2)), lambda _: None, [1])
    assert found.gradient.T.tolist() == [[0, 0, 0, 0], [0, 0, 0, 1]]
    assert np.abs(found.effects[..., 0]).sum() == 8
