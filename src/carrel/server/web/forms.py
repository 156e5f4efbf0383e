"""What a form says."""

from starlette.datastructures import FormData


def text_of(form: FormData, name: str) -> str:
    """The text of a field; empty where there is none, or a file in its place."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
