from babelix.cli.main import run


def test_the_group_lists_its_commands(capsys):
    assert run(["motifs", "--help"]) == 0
    assert "match" in capsys.readouterr().out
