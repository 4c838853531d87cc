"""One file a format: from a file's bytes to its first lines and its rows as text, in batches.

Every format gives the same two things (:class:`~resolver.sources.formats.part.Part`): a *head*, the
first lines as CSV in UTF-8, in which the header is looked for, and the rows below it as
:class:`~resolver.sources.table.TextTable` batches. What cannot be used is one
:class:`~resolver.errors.InputError` that names the file, says what is wrong and what to do.
"""
