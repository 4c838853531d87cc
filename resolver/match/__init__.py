"""Matching: which keys to try, what to compare, how sure the model is, and why."""
