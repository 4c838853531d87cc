"""What happens to the people and their rows from one quarter to the next."""
