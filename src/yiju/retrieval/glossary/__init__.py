"""Terms of the trade: what they mean, and which names are the same thing. See docs/terms.md."""
