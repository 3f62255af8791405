"""The pages and the API: one FastAPI app, signed in, in Chinese."""
