"""Several networks that translate, trained on equal terms and scored."""
