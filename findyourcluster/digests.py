"""Short digests of bytes: to tell whether something changed, not to keep a secret."""

from hashlib import blake2b

LENGTH = 16  # bytes


def digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=LENGTH).digest()
