import sys

import pytest

from babelix.base.errors import RequestError
from babelix.foreign.library import quiet, transformers


@pytest.mark.slow
def test_the_library_itself_is_returned():
    import transformers as library

    assert transformers() is library


def test_without_the_extra_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(
        RequestError, match=r"^other people's models need an extra: pip install 'babelix\[foreign\]'$"
    ):
        transformers()


@pytest.mark.slow
@pytest.mark.parametrize("bars", [True, False])
def test_quiet_is_put_back(bars, monkeypatch):
    library = transformers().utils.logging
    before = library.get_verbosity(), library.is_progress_bar_enabled()
    monkeypatch.setattr(library, "is_progress_bar_enabled", lambda: bars)
    switched = []
    monkeypatch.setattr(library, "disable_progress_bar", lambda: switched.append("off"))
    monkeypatch.setattr(library, "enable_progress_bar", lambda: switched.append("on"))
    library.set_verbosity_info()

    def fail():
        with quiet():
            seen.append((library.get_verbosity(), *switched))
            raise ZeroDivisionError

    seen = []
    with pytest.raises(ZeroDivisionError):
        fail()
    assert seen == [(library.ERROR, "off")]
    assert library.get_verbosity() == library.INFO
    assert switched == (["off", "on"] if bars else ["off"])
    library.set_verbosity(before[0])
