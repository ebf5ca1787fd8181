"""The command line: one file per command. Parse, call a workflow, print."""
