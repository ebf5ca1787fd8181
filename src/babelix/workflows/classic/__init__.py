"""The systems of the lecture before the Transformer: one file a task."""
