"""What states overlap, what lies around anchors, and what they may be."""
