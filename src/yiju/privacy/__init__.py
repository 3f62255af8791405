"""Personal data in text: found and masked."""
