"""``python -m bareme`` is the command ``bareme``."""

from bareme.cli import main

if __name__ == "__main__":
    main()
