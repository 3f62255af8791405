"""The sales office's rules on what our side may say. See docs/talk.md."""
