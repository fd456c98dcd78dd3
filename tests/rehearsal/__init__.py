"""The rehearsal of a pull request: the workflows' own steps, up to the comment."""
