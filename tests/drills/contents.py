"""Reads out all that a store holds, as text."""

import redis


def redis_contents(socket: str) -> str:
    """Every key of a Redis server with its value."""
    with redis.Redis(unix_socket_path=socket) as client:
        read = {
            b"string": client.get, b"list": lambda key: client.lrange(key, 0, -1), b"set": client.smembers,
            b"hash": client.hgetall, b"zset": lambda key: client.zrange(key, 0, -1),
        }  # fmt: skip
        return "\n".join(f"{key} {read[client.type(key)](key)}" for key in client.keys("*"))
