"""`python -m emailassist` and the `emailassist` command."""

from emailassist.app import main

if __name__ == "__main__":
    main()
