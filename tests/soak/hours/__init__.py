"""What is only seen after hours: growth, stalls, broken files. Outside CI; ``make soak``, or a part of it:

    python -m tests.soak.hours HOME [--only questions reloads chats kills] [--share 0.1] [--state FOLDER]

HOME is a knowledge base with tables, only read; what is written lies in a temporary folder. ``--share`` shortens every
part alike. A run that was stopped goes on where it was when it is started again with the same ``--state``.
"""
