"""Bulk ingestion on a Ray cluster: other machines read files and compute vectors; the caller alone writes."""
