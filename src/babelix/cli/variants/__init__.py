"""`babelix variants`: one file a command."""
