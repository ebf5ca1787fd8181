import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.seeds import derive, generator


@given(st.integers(), st.lists(st.text() | st.integers(), max_size=3))
def test_a_derived_seed_has_63_bits_and_stays_the_same(seed, names):
    assert 0 <= derive(seed, *names) < 2**63
    assert derive(seed, *names) == derive(seed, *names)


@pytest.mark.slow
def test_a_derived_seed_is_the_same_in_another_process():
    code = "from babelix.base.seeds import derive; print(derive(7, 'order', 3))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(other.stdout) == derive(7, "order", 3)


def test_every_name_and_their_order_count():
    seeds = [derive(7), derive(8), derive(7, "a"), derive(7, "a", "b"), derive(7, "b", "a"), derive(7, "ab")]
    assert len(set(seeds)) == len(seeds)


def test_generators_of_different_purposes_are_strangers():
    first, same, other = generator(7, "order"), generator(7, "order"), generator(7, "dropout")
    draws = first.random(11)
    assert (draws == same.random(11)).all()
    assert not (draws == other.random(11)).any()
