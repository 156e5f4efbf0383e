"""What stops a mirror, and what one file can fail by. Each text says what happened and what to do.

ArchiverError
├── BadLibrary          the library cannot be opened, read or written
│   ├── LibraryBusy     another mirror is at work in it
│   └── DiskFull        there is no room left
├── BadChoice           an option that chooses nothing that there is
└── BadFile             what was fetched is not the file that was wanted; the others go on
"""


class ArchiverError(Exception):
    """Any failure of this room. Its text is for people, and never holds a secret or a signed address."""


class BadLibrary(ArchiverError):
    """The library's folder cannot be used."""


class LibraryBusy(BadLibrary):
    """Two mirrors at once would take each other's files away."""

    def __init__(self, library: str) -> None:
        super().__init__(
            f"Another mirror is at work in {library}. Wait until it has ended, or choose another --library."
        )


class DiskFull(BadLibrary):
    """Nothing more can be written."""

    def __init__(self, library: str) -> None:
        super().__init__(
            f"The disk of {library} is full. Everything that was fetched whole is kept: make room, then run "
            "the same command again."
        )


class BadChoice(ArchiverError):
    """What was chosen is not there."""


class BadFile(ArchiverError):
    """The bytes that came are not the file."""
