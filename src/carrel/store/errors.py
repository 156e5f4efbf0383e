"""What can go wrong in keeping a school.

    StoreError
    ├── AlreadyRunning        another process owns the school's folder
    ├── NotASchool            there is no school in this folder or database
    ├── NotABackup            there is no whole backup in this folder
    ├── FolderTaken           something else is in this folder already
    ├── NewerDatabase         a newer Carrel wrote it
    ├── DamagedDatabase       the bytes on disk are no longer a database
    ├── DiskFull              no space left; nothing was kept
    ├── DatabaseUnavailable   closed, unreachable, busy or not writable
    ├── Conflict              a row that has to be unique is there already, or one it refers to is not
    ├── NotFound              what was asked for is not kept here, or cannot be: a text with a zero byte
    └── ContentMismatch       bytes that are not the ones their hash promised

Every text says what happened, what it means and what to do next. What a library raises is translated to
this tree once, at the border of `Database` and `MediaStore`; an error in our own SQL is not translated.
"""


class StoreError(Exception):
    """The school could not keep, or could not give back, what was asked."""


class AlreadyRunning(StoreError):
    """Another process owns the school's folder."""


class NotASchool(StoreError):
    """There is no school in this folder or database."""


class NotABackup(StoreError):
    """There is no whole backup in this folder."""


class FolderTaken(StoreError):
    """Something else is in this folder already, and nothing is ever put over it."""


class NewerDatabase(StoreError):
    """The database was written by a newer Carrel than this one."""


class DamagedDatabase(StoreError):
    """The database's file is damaged, or is no database."""


class DiskFull(StoreError):
    """No space is left; nothing of what was asked was kept, and what was there before is untouched."""


class DatabaseUnavailable(StoreError):
    """The database is closed, cannot be reached, is kept busy by someone else or cannot be written."""


class Conflict(StoreError):
    """A row that has to be unique is there already, or a row that it refers to is not."""


class NotFound(StoreError):
    """What was asked for is not kept here."""


class ContentMismatch(StoreError):
    """The bytes are not those that their hash promised: the file changed while it was read."""
