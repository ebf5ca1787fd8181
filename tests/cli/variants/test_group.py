from babelix.cli.main import run


def test_the_group_lists_its_commands(capsys):
    assert run(["variants", "--help"]) == 0
    assert "score" in capsys.readouterr().out
