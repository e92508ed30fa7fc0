from greeter import greet


def main() -> None:
    print(greet("world"))
