"""What every room stands on: errors, settings, files, seeds, progress. Never imports another room."""
