"""The service's routes, a module per subject."""
