"""The desk from the command line.

    python -m desk users add NAME [--role coder] [--plan member] [--password-file FILE]
    python -m desk users list
    python -m desk users role NAME reader|coder|admin
    python -m desk users plan NAME PLAN
    python -m desk users password NAME [--password-file FILE]      a new password; signs them out everywhere
    python -m desk users unlock NAME                               after too many failed sign-ins
    python -m desk users tokens NAME [--make LABEL --scopes read,ask [--days N]] [--revoke ID]
    python -m desk users remove NAME --yes                         with all that is theirs
    python -m desk feedback export [--since DATE] [--only helpful|not-helpful]      rated answers as evaluation cases

Without --password-file the password is asked for, or made and printed once with --generate. Exit status: 0 done;
1 not done, one sentence says why; 2 the command line can't be read.
"""

from __future__ import annotations

import sys

from corpus.errors import CasePilotError
from desk.accounts import command, feedback_command

# What isn't named here is the command of people's, which tells what there is.
_COMMANDS = {"feedback": feedback_command.run}


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    run = _COMMANDS.get(arguments[0] if arguments else "", command.run)
    try:
        for line in run(arguments):
            print(line)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
