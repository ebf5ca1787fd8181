"""Run folders, recipes by task, shipped models: knows no subject."""
