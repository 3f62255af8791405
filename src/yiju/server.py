"""The FastAPI app. It wires rooms together and holds no logic of its own."""
