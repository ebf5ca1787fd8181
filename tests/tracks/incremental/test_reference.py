import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from babelix.tracks.incremental.net import Net, Node, Source
from babelix.tracks.incremental.reference import Edit, Reference

BASES = torch.randint(4, (97,), generator=torch.Generator().manual_seed(7))


def rows(bases):
    return torch.eye(4)[torch.as_tensor(bases, dtype=torch.long)].mT.contiguous()


def edited(bases, edit, start=0):
    return torch.cat([bases[..., : edit.start - start], edit.bases, bases[..., edit.end - start :]], dim=-1)


@pytest.mark.slow  # many examples
@given(
    st.lists(
        st.tuples(st.integers(11, 80), st.integers(0, 5), st.lists(st.integers(0, 3), max_size=4)),
        min_size=1,
        max_size=4,
    ),
    st.integers(9, 40),
    st.integers(1, 43),
)
def test_an_edited_sequence_is_the_full_one(net, edits, first, count):
    """Substitutions, insertions and deletions, several at once, inside, across and outside of what is wanted."""
    one_hot = rows(BASES)
    reference = Reference(net, one_hot, 0)
    made = [Edit(start, start + gone, rows(new)) for start, gone, new in edits]
    wanted = [(first + number, first + number + count) for number in range(len(made))]
    found = reference.alternatives(made, wanted)
    for row, edit, (begin, end) in zip(found, made, wanted, strict=True):
        expected = net.forward(edited(one_hot, edit)[None])[0, :, begin - 9 : end - 9]
        assert torch.allclose(row, expected, atol=1e-5)


def test_only_what_an_edit_reaches_and_the_output_sees_is_computed():
    seen = []

    def look(x):
        seen.append(x.shape[-1])
        return x[..., 2:] + x[..., 1:-1] + x[..., :-2]

    net = Net((Node((Source(0, 1, 1),), look), Node((Source(1, 1, 1),), look)))
    reference = Reference(net, torch.arange(31.0)[None].repeat(4, 1), 100)
    assert seen == [31, 29]
    seen.clear()
    edit = Edit(110, 111, torch.zeros(4, 1))
    # Of places 109 to 111, where the first node sees base 110, the outputs from 111 on see two; of the second's five
    # changed places 111 and 112 are wanted. Each reads two more.
    found = reference.alternatives([edit], [(111, 125)])
    assert seen == [2 + 2, 2 + 2]
    assert found[0, 0, 0] == (9 + 0 + 11) + (0 + 11 + 12) + (11 + 12 + 13)
    assert torch.equal(found[0, :, 2:], reference.outputs((113, 125)))
    seen.clear()
    assert torch.equal(reference.alternatives([edit], [(115, 119)])[0], reference.outputs((115, 119)))
    assert seen == []


@pytest.mark.parametrize(("left", "right"), [(2, 0), (0, 2)])
def test_what_looks_to_one_side_alone_changes_on_the_other(left, right):
    net = Net((Node((Source(0, left, right),), lambda x: x[..., 2:] + x[..., :-2]),))
    reference = Reference(net, torch.arange(31.0)[None].repeat(4, 1), 100)
    found = reference.alternatives([Edit(110, 111, torch.zeros(4, 1))], [(108, 115)])
    bases = [6, 7, 8, 9, 0, 11, 12, 13, 14, 15, 16]
    begin = 2 - left
    assert found[0, 0].tolist() == [bases[begin + i] + bases[begin + i + 2] for i in range(7)]


@pytest.mark.parametrize(("gone", "new"), [(1, [2]), (1, [0, 1, 2]), (5, [1]), (3, [])])
def test_what_is_kept_for_a_span_of_edits_is_enough_and_no_more(net, gone, new):
    one_hot = rows(BASES)
    reference = Reference(net, one_hot, 1000, edits=(1040, 1052), slack=4)
    whole = Reference(net, one_hot, 1000)
    assert sum(each.numel() for each in reference._kept) < 0.8 * sum(each.numel() for each in whole._kept)
    for start in (1040, 1047, 1052 - gone):
        edit = Edit(start, start + gone, rows(new))
        found = reference.alternatives([edit], [(1036, 1058)])
        expected = net.forward(edited(one_hot, edit, 1000)[None])[0, :, 36 - 9 : 58 - 9]
        assert torch.allclose(found[0], expected, atol=1e-5)
    with pytest.raises(ValueError, match="keep those of more edits"):
        reference.alternatives([Edit(1020, 1021, rows([1]))], [(1010, 1030)])


def test_as_many_outputs_of_each(net):
    edit = Edit(40, 41, rows([1]))
    with pytest.raises(ValueError, match=r"as many outputs of every edit, got \[5, 6\]"):
        Reference(net, rows(BASES), 0).alternatives([edit, edit], [(40, 45), (40, 46)])
