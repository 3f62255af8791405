"""What material there is, how whole and fresh it is, and what is missing. Read from rows, never drafted."""
