"""Training: loss, schedule, averaging, checkpoints, one loop. Knows no domain: tasks bring batches and a loss."""
