"""Points of many dimensions laid on a plane."""
