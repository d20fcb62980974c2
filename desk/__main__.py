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

Without --password-file the password is asked for, or made and printed once with --generate. Exit status: 0 done;
1 not done, one sentence says why; 2 the command line can't be read.
"""

from __future__ import annotations

import sys

from corpus.errors import CasePilotError
from desk.accounts import command


def main(arguments: list[str] | None = None) -> int:
    try:
        for line in command.run(arguments):
            print(line)
    except CasePilotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
