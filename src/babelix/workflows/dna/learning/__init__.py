"""Models of tracks trained on one's own data: settings, the run, its model, how well it predicts."""
