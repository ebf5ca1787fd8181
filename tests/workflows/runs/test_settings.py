import pytest

from babelix.base.errors import RequestError
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings, SubwordSettings, changing


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"average_last": 5, "average_decay": 0.9}, "choose average_last or average_decay, not both"),
        ({"average_last": 5, "patience": 3}, "patience keeps the best weights, average_last the mean of the"),
        ({"seeds": 3}, "unknown setting 'seeds'; did you mean 'seed'"),
    ],
)
def test_a_loop_ends_in_one_way(values, told):
    with pytest.raises(RequestError, match=told):
        LoopSettings.read(values, "a test")


def test_all_of_loop_and_search_may_change_but_what_orders_data_and_measures():
    found = changing(LoopSettings, SubwordSettings)
    assert found[:2] == ("training.precision", "training.threads")
    assert found[-2:] == ("decoding.size", "decoding.dropout")
    assert not {"training.seed", "training.average_decay", "training.metric"} & set(found)
    assert len(found) == len(LoopSettings.model_fields) - 2 + 2


def test_the_least_network_is_the_papers_base():
    assert (NetworkSettings().size, NetworkSettings().pre_norm, NetworkSettings().start) == (
        "base",
        False,
        None,
    )
