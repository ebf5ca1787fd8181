import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.decoding.ranking import largest


@given(
    rows=st.lists(st.lists(st.sampled_from([0.0, -1.0, -2.0, -3.5]), min_size=13, max_size=13), max_size=5),
    count=st.integers(1, 13),
)
@settings(deadline=None)
def test_equals_come_in_the_order_of_their_columns(rows, count):
    values = torch.tensor(rows).reshape(-1, 13)
    top, where = largest(values, count)
    for row, best, columns in zip(values.tolist(), top.tolist(), where.tolist(), strict=True):
        assert columns == sorted(range(13), key=lambda column: (-row[column], column))[:count]
        assert best == [row[column] for column in columns]


def test_impossible_columns_come_last():
    values = torch.tensor([[-torch.inf, -2.0, -torch.inf, -1.0, -torch.inf]])
    top, where = largest(values, 4)
    assert top.tolist() == [[-1.0, -2.0, -torch.inf, -torch.inf]]
    assert where[0, :2].tolist() == [3, 1]


def test_half_precision_ties_are_settled_by_column():
    values = torch.randn(17, 997, generator=torch.Generator().manual_seed(5)).to(torch.bfloat16)
    _, where = largest(values, 7)
    expected = values.double().sort(dim=1, descending=True, stable=True).indices[:, :7]
    assert torch.equal(where, expected)


@given(seed=st.integers(0, 10**6), columns=st.sampled_from([6401, 6464, 7919]), count=st.integers(1, 11))
@settings(deadline=None, max_examples=23)
def test_long_rows_are_ranked_as_a_stable_sort_would(seed, columns, count):
    values = torch.randint(-997, 0, (5, columns), generator=torch.Generator().manual_seed(seed)) / 7
    values[2, ::2] = -torch.inf
    top, where = largest(values, count)
    expected = values.sort(dim=1, descending=True, stable=True)
    assert torch.equal(top, expected.values[:, :count])
    assert torch.equal(where, expected.indices[:, :count])
