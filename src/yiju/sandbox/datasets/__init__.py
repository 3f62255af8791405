"""Datasets from what directors decided: immutable, split by customer and time, masked, traceable."""
