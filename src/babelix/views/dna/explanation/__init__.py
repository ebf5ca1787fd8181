"""The page that explains variants."""
