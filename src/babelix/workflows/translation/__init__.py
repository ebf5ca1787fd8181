"""Translation: one file a task, and the one builder of its models."""
