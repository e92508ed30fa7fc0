import six

TEXT = six.ensure_text(b"shared code")
