"""The pages: NiceGUI in the same app as the API. Each module's ``register`` adds its routes."""
