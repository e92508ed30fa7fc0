from importlib.metadata import version
from importlib.resources import files

__version__ = version("greeter")


def greet(name: str) -> str:
    return files("greeter").joinpath("template.txt").read_text().strip().format(name=name)
