from pathlib import Path

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.engines.export import export


def test_another_format_and_a_folder_in_use_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="unknown format `to` 'ctranslate'; did you mean 'ctranslate2'"):
        export(tmp_path, to="ctranslate", out=tmp_path / "new")
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match="is there already; name a new folder"):
        export(tmp_path, to="ctranslate2", out=tmp_path)
