from pathlib import Path

from tools.documented import commands_with, documented, in_blocks, in_sentences, is_part

PAGE = """\
Say `babelix sing FILE` or `babelix hum`, not `babelix`.

```console
$ echo la | babelix sing          # aloud
babelix hum is what it printed
$ babelix hum \\
    --low
```

```python
babelix sing  # no shell line
```

    babelix [OPTIONS] COMMAND
    zcat $(babelix score la) | head
- an item
"""


def test_shell_lines_without_prompt_remark_output_or_usage() -> None:
    assert list(in_blocks(PAGE)) == [
        "echo la | babelix sing",
        "babelix hum --low",
        "zcat $(babelix score la) | head",
    ]


def test_what_sentences_name() -> None:
    assert list(in_sentences(PAGE)) == ["babelix sing FILE", "babelix hum"]


def test_a_part_has_its_words_in_the_whole_but_for_placeholders() -> None:
    assert is_part("babelix sing --out DIR", "babelix sing la --out here")
    assert is_part("babelix sing --html FILE.html", "babelix sing --html la.html")
    assert not is_part("babelix sing --loud", "babelix sing la")


def test_pages_below_folders_and_options_of_the_reference(tmp_path: Path) -> None:
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    (tmp_path / "README.md").write_text("`babelix hum`\n", encoding="utf-8")
    reference = (
        "## babelix hum\n\n    babelix hum low\n\n| `--json` | What. |\n\n## babelix sing\n\n| `--loud` | |\n"
    )
    (tmp_path / "docs" / "reference" / "commands.md").write_text(reference, encoding="utf-8")
    assert list(documented(tmp_path)) == [
        ("README.md", "babelix hum", True),
        ("docs/reference/commands.md", "babelix hum low", False),
    ]
    assert commands_with("--json", tmp_path) == ["babelix hum"]
