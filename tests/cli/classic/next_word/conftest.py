import pytest

from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    """Return a function that runs a command of the group beside a text of 40 sentences, and one of three words."""
    monkeypatch.chdir(tmp_path)
    seen = "one two six ten owl fox elk bee ant cod"
    lines = [f"The {a} sees a {b}." for a in ("cat", "dog", "cow", "hen") for b in seen.split()]
    (tmp_path / "story.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "three.txt").write_text("one two three\n", encoding="utf-8")

    def type_line(*words):
        code = run(["classic", "next-word", *words])
        return code, capsys.readouterr()

    return type_line
