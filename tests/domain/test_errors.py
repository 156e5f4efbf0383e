import inspect

from carrel.domain import errors


def test_the_tree_of_errors_shows_every_one_of_them():
    drawn = errors.__doc__ or ""

    kinds = [name for name, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Exception)]

    assert [name for name in kinds if f" {name} " not in f" {drawn.replace(chr(10), ' ')} "] == []
