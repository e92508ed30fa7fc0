from setuptools import setup

setup(name="py-setup-py", version="0.1", install_requires=["flask"])
