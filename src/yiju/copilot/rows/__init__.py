"""Answers from rows: what is registered or reckoned about an account, looked up and not searched for."""
