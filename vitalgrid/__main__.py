"""`python -m vitalgrid` is `vitalgrid`."""

from vitalgrid.cli.main import main

if __name__ == "__main__":
    main()
