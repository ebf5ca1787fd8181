"""`babelix states`: one file a command."""
