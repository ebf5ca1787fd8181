"""Teaching a translator more than its pairs say."""
