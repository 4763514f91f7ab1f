"""XML files, all in one form."""

from __future__ import annotations

from xml.etree.ElementTree import Element, indent, tostring


def as_xml(root: Element) -> bytes:
    """ROOT as a file: UTF-8, declared, an element a line."""
    indent(root, " ")
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
