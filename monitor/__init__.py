"""Claim monitor for German news."""

__version__ = "0.1.0"
