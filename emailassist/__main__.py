"""`python -m emailassist` and the `emailassist` command.

Owns: ending quietly when the person interrupts, also while the program is still loading.
"""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Load the program and run it."""
    try:
        from emailassist.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit("Cancelled.")


if __name__ == "__main__":
    main()
