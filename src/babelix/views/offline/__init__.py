"""What pages share that open from disk and ask nobody for anything: their frame, palettes, words and elements."""
