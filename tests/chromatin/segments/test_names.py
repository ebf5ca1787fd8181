import pytest

from babelix.chromatin.segments.names import number_of, order_of, rank, state_number


@pytest.mark.parametrize(
    ("state", "number", "printed"),
    [
        ("7", 7, "7"),
        ("E10", 10, "10"),
        ("E01", 1, "1"),
        ("10_TssBiv", 10, "10_TssBiv"),
        ("E2_Tss_A", 2, "E2_Tss_A"),
        ("TSS", None, "TSS"),
        ("Enh2", None, "Enh2"),
        ("A_2", None, "A_2"),
        ("", None, ""),
    ],
)
def test_what_chromhmm_takes_for_a_number(state, number, printed):
    assert (state_number(state), number_of(state)) == (number, printed)


@pytest.mark.parametrize(
    "ordered",
    [
        ["1_TssA", "2_TssFlnk", "10_TssBiv", "18_Quies"],
        ["E1", "E2", "E10", "E11"],
        ["E1_TssA", "2_Tx", "U3", "E11_Quies", "E12"],
        ["9_Het", "A_1", "A_2", "A_10"],
        ["Enh1", "Enh2", "Enh10", "Quies", "TSS"],
        ["CTCF", "E", "PF", "R", "T", "TSS", "WE"],
    ],
)
def test_states_are_ordered_by_number(ordered):
    for other in (ordered[::-1], ordered[::2] + ordered[1::2]):
        assert sorted(other, key=rank) == ordered


@pytest.mark.parametrize(
    ("states", "order"),
    [
        (["E1", "E12"], "Emission"),
        (["E1_TssA", "E2_Quies"], "Emission"),
        (["T1", "T2"], "Transition"),
        (["U1"], "User"),
        (["S1", "S2"], "User"),
        (["1", "2"], "User"),
        (["1_TssA", "2_Tx"], "User"),
        (["E1", "T2"], "User"),
        (["E", "T", "TSS"], "User"),
    ],
)
def test_what_ordered_the_states(states, order):
    assert order_of(states) == order
