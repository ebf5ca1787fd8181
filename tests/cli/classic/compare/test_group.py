from babelix.cli.main import run


def test_the_group_names_its_command(capsys):
    assert run(["classic", "compare", "--help"]) == 0
    assert "translation" in capsys.readouterr().out
