from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.translation.engines.choose import Plain, engine_of
from babelix.workflows.translation.run import Run

RUN = Run("sample", cast(Any, None), cast(Any, None), cast(Any, None), {}, Path("sample"))


def test_ours_is_no_other_engine() -> None:
    assert engine_of(RUN, "babelix", "bfloat16") is None
    assert replace(Plain(4, 0.6, ()), beam=1).beam == 1


@pytest.mark.parametrize(
    ("name", "precision", "sentence"),
    [
        ("ctranslat2", "float32", "unknown `engine` 'ctranslat2'; did you mean 'ctranslate2'"),
        (
            "ctranslate2",
            "bfloat16",
            "`engine` ctranslate2 computes in float32 here, and `precision` is bfloat16",
        ),
    ],
)
def test_what_an_engine_has_not_is_refused(name: str, precision: str, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        engine_of(RUN, name, precision)
