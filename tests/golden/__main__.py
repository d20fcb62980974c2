"""``python -m tests.golden``: see ``record.py``."""

import sys

from tests.golden.record import main

sys.exit(main(sys.argv[1:]))
