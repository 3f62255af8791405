"""A model that is an enemy: what can leave when it may answer whatever it likes."""
