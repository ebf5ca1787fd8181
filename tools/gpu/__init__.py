"""The shipped translator on a GPU at hand for some minutes: what to carry there, and the command to run there."""
