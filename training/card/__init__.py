"""The model card: what a model document is, does and cannot do, measured."""
