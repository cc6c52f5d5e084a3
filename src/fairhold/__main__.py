"""`python -m fairhold` is the `fairhold` program."""

from fairhold.main import main

if __name__ == "__main__":
    main()
