"""The conversation agent: a model calls tools for one viewer; what it says is verified before it is shown."""
