"""The desk from the command line.

    python -m desk users add NAME [--role coder] [--plan member] [--password-file FILE]
    python -m desk users list
    python -m desk users role NAME reader|coder|admin
    python -m desk users plan NAME PLAN
    python -m desk users password NAME [--password-file FILE]      a new password; signs them out everywhere
    python -m desk users unlock NAME                               after too many failed sign-ins
    python -m desk users tokens NAME [--make LABEL --scopes read,ask [--days N]] [--revoke ID]
    python -m desk users export NAME FILE                          all that is kept of them, as JSON
    python -m desk users erase NAME --yes                          with all that is theirs
    python -m desk backup FILE                                     the whole database, while it is served
    python -m desk restore FILE --yes                              all of it or nothing
    python -m desk clear                                           what has had its days, now
    python -m desk audit verify [--seen POSITION:DIGEST]           names the first row that isn't as it was written
    python -m desk audit export FILE                               one JSON object a line
    python -m desk careers import FILE... [--employer NAME] [--everything]
    python -m desk careers alerts                                  mails what is due (docs/careers.md)
    python -m desk feedback export [--since DATE] [--only helpful|not-helpful]    rated answers as evaluation cases
    python -m desk mail run                                        answers questions by mail (docs/mail.md)
    python -m desk mail once                                       the same for what is there now
    python -m desk mail status                                     who may ask, and what came and went

Without --password-file the password is asked for, or made and printed once with --generate. Exit status: 0 done;
1 not done, one sentence says why; 2 the command line can't be read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from corpus.errors import CasePilotError
from desk.accounts import command, feedback_command


def main(arguments: list[str] | None = None) -> int:
    told = sys.argv[1:] if arguments is None else arguments
    try:
        for line in _run(told):
            print(line)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(told: list[str]) -> Iterable[str]:
    """The lines of a command; what mail and the board need is read for them alone."""
    if told[:1] == ["mail"]:
        from desk.mail import command as mail

        return mail.run(told[1:])
    if told[:1] == ["careers"]:
        from desk.careers import command as careers

        return careers.run(told[1:])
    if told[:1] == ["feedback"]:
        return feedback_command.run(told)
    return command.run(told)


if __name__ == "__main__":
    sys.exit(main())
