import pytest
from tools.twins.made import Line, made
from tools.twins.words import LISTS, Lists, read


@pytest.fixture(scope="package")
def lists(pytestconfig: pytest.Config) -> Lists:
    return read(pytestconfig.rootpath / LISTS)


@pytest.fixture(scope="package")
def lines(lists: Lists) -> list[Line]:
    return made(lists, seed=3, pairs=3001)
