"""Whether cases lie in annotations more often than chance: exact P, matched draws, annotations moved along."""
