"""Training and measuring: synthetic registries, labels, fitting with dedupe, evaluation."""
