"""The decision sandbox: directors judge advice; what they say becomes data and better advice."""
