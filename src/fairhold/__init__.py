"""Fairhold: trade assurance that a marketplace runs itself, from signed contract to payout."""

__version__ = "0.1.0"
