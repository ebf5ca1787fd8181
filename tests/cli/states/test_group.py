from babelix.cli.states.group import app


def test_commands_in_the_order_of_the_work():
    names = [command.callback.__name__ for command in app.registered_commands if command.callback]
    assert names == ["binarize", "learn", "segment", "annotate", "combine", "compare", "gaussian"]
