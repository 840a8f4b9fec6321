"""The parts of scripts/chaos: replicas behind a proxy, a load, and what is done to them.

Python 3.11 standard library only; everything runs in one asyncio loop.
"""
