"""Yiju 依据: a sales copilot whose every statement says where it comes from."""

__version__ = "0.1.0"
