"""Passwords are hashed and compared beside the event loop, a few at a time: each takes 64 MB and some 50 ms."""

import asyncio

from bot.record import passwords

_AT_ONCE = 2
_room = asyncio.Semaphore(_AT_ONCE)


async def hashed_password(password: str) -> str:
    """The hash of a password."""
    async with _room:
        return await asyncio.to_thread(passwords.hash_password, password)


async def verified(kept: str | None, password: str) -> bool:
    """Whether it is the password of this hash. Takes as long where there is none."""
    async with _room:
        return await asyncio.to_thread(passwords.verify, kept, password)
