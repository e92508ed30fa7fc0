def shorten(text: str, length: int) -> str:
    return text[:length] + "…" if len(text) > length else text
