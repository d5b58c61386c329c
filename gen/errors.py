"""The base of all errors that are meant for people."""


class Problem(Exception):
    """An error whose text is one line: what is wrong, where, and the edit or command that cures it.

    The build prints the line and stops; anything else that is raised is a mistake in gen/ and
    keeps its traceback.
    """
