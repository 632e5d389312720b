"""The front door: the same as the installed command `tenure`."""

from sim.cli import main

if __name__ == "__main__":
    main()
