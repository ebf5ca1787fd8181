import subprocess
import sys

import pytest

from babelix.base.later import offered


def test_a_name_is_that_of_its_module_and_another_is_told_in_pythons_words() -> None:
    find, names = offered("babelix.base", {"RequestError": "errors"})
    from babelix.base.errors import RequestError

    assert find("RequestError") is RequestError
    assert {"RequestError", "__name__"} <= set(names())
    with pytest.raises(AttributeError, match=r"module 'babelix\.base' has no attribute 'Nothing'"):
        find("Nothing")


@pytest.mark.slow
def test_packages_offer_what_loads_torch_and_do_not_load_it() -> None:
    lines = [
        "import sys",
        "import babelix.attention, babelix.decoding, babelix.transformer",
        "assert 'torch' not in sys.modules and 'numba' not in sys.modules",
        "for package in (babelix.attention, babelix.decoding, babelix.transformer):",
        "    assert [getattr(package, name).__name__ for name in package.__all__ if name[0].islower()]",
        "    assert set(package.__all__) <= set(dir(package))",
        "    for name in package.__all__: getattr(package, name)",
        "from babelix.decoding import greedy",
        "assert callable(greedy)",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
