from babelix.cli.main import run


def test_the_group_names_its_commands(capsys):
    assert run(["classic", "next-word", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n  {name} " in said for name in ("steps", "train", "window"))
