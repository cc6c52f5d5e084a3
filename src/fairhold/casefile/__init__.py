"""The case bundle: all of an order in dispute in one zip for somebody outside, with a program that checks it.

It reads and packs; it decides nothing, and whatever it hands out leaves an entry of custody.
"""
