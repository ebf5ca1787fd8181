import subprocess
import sys

import pytest
from docs.make.table_3 import implied_vocabulary, page, shared_vocabulary

from babelix.transformer import TABLE_3
from babelix.transformer.parameters import count

PAGE = "docs/reference/table-3.md"


def test_the_page_is_what_the_code_says(root):
    assert (root / PAGE).read_text(encoding="utf-8") == page(), (
        "docs/reference/table-3.md has drifted: run `make reference`"
    )


def test_every_row_has_its_line_with_both_counts():
    lines = {line.split("`")[1]: line for line in page().splitlines() if line.startswith("| `")}
    assert list(lines) == list(TABLE_3)
    assert lines["base"].endswith("| 44,138,496 | 63,082,496 | 65 | 40,745 ± 977 |")
    assert lines["heads-4"].endswith("| 44,138,496 | 63,082,496 |  |  |")
    assert lines["d_k-16"].startswith("| `d_k-16` | row B | 6 | 512 | 2048 | 8 | 16 | 64 |")


@pytest.mark.parametrize("name", [name for name, size in TABLE_3.items() if size.parameters_published])
def test_the_implied_vocabulary_gives_the_published_figure(name):
    size = TABLE_3[name]
    millions = size.parameters_published or 0.0
    assert count(size, round(implied_vocabulary(size, millions))) == pytest.approx(
        millions * 1e6, abs=size.d_model
    )


def test_one_vocabulary_fits_every_published_figure_but_bigs():
    least, greatest = shared_vocabulary()
    assert least < greatest
    fits = {
        name: round(count(size, round((least + greatest) / 2)) / 1e6) == size.parameters_published
        for name, size in TABLE_3.items()
        if size.parameters_published
    }
    assert [name for name, fit in fits.items() if not fit] == ["big"]
    assert round(count(TABLE_3["big"], 36_000) / 1e6) == 213


@pytest.mark.slow
def test_the_module_writes_the_page(tmp_path):
    path = tmp_path / "table-3.md"
    subprocess.run([sys.executable, "-m", "docs.make.table_3", str(path)], check=True)
    assert path.read_text(encoding="utf-8") == page()
