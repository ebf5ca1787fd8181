"""One script a claim, by subject: `python -m benchmarks.states.chromatin --json chromatin.json`, from the root."""
