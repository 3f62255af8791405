"""Key figures of advice and its review. Each is told with its counts, and leads to its rows."""
