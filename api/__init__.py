"""The ways in: the command line `satukan` and the HTTP service."""
