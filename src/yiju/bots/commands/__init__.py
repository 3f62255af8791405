"""What can be asked of a bot: each command takes a message being answered and an intent, and gives a turn."""
