"""What a model looked at, as plain numbers: attention maps, statistics, rollout, flow."""
