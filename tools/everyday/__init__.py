"""Made English-French pairs of everyday language: numbers, names, addresses, agreement, idioms. Lists in TOML."""
