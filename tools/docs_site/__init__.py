"""The documents as a site: hooks of MkDocs that keep the Markdown as GitHub shows it."""
