"""The refusal of what a program cannot say: one sentence, with the line it is about."""


class Refusal(Exception):  # noqa: N818 (a refusal is no error of this program)
    """An object, or a part of a file, that cannot be adopted."""

    def __init__(self, line: int, sentence: str) -> None:
        """Keep the sentence and its line.

        Args:
            line: The line of the file, counted from 1.
            sentence: The problem, and the expected value.
        """
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence
