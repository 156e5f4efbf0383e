"""Words that several commands say."""


def counted(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def one(noun: str) -> str:
    """`a teacher`, `an administrator`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
