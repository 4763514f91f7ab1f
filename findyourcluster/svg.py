"""Drawings (SVG) that only draw. Opened by itself a drawing is a page: what could run in it would run as ours."""

from __future__ import annotations

import re
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_BETWEEN = " "  # stands between the namespace and the name of an element

_ELEMENTS = frozenset(
    "circle clipPath defs desc ellipse g line linearGradient marker mask metadata path pattern polygon polyline"
    " radialGradient rect stop style svg switch symbol text textPath title tspan use".split()
)
_NAMESPACES = ("", _XLINK, "http://www.w3.org/XML/1998/namespace")
"""Those of attributes. Drawing programs have others, of which browsers know nothing."""

_LEADS_OUT = re.compile(r"url\(\s*(?![\s\"']*#)|@import|@font-face|image-set|src\(|\\|/\*|javascript:", re.I)
"""In styles: what loads something, or hides that it does."""


def what_is_wrong(content: bytes) -> str:
    """Why the drawing CONTENT must not be published, as the end of "It holds …"; empty where it only draws."""
    return _Reader().read(content)


class _Found(Exception):
    pass


class _Reader:
    """Stops at the first thing that is not known to be harmless."""

    def __init__(self) -> None:
        self.elements: list[str] = []
        self.style: list[str] = []
        self.any = False

    def read(self, content: bytes) -> str:
        parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction
        try:
            parser.Parse(content, True)
        except _Found as found:
            return str(found)
        except (expat.ExpatError, ValueError, LookupError) as error:
            return f"something that is no SVG ({error})"
        return ""

    def doctype(self, *_: object) -> None:
        raise _Found("a DOCTYPE, which can bring in other files")

    def instruction(self, target: str, _: str) -> None:
        raise _Found(f"<?{target}>, which can bring in other files")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        namespace, _, name = element.rpartition(_BETWEEN)
        if not self.any and (namespace, name) != (_SVG, "svg"):
            raise _Found(f"<{name}> where <svg> must begin")
        self.any = True
        if namespace == _SVG and name not in _ELEMENTS:
            raise _Found(f"<{name}>, which can load or run something")
        if namespace != _SVG and "metadata" not in self.elements:
            raise _Found(f"<{name}>, which is no part of a drawing")
        self.elements.append(name)
        for full, value in attributes.items():
            self.attribute(full, value)

    def attribute(self, full: str, value: str) -> None:
        namespace, _, name = full.rpartition(_BETWEEN)
        plain = name.casefold()
        if plain.startswith("on"):
            raise _Found(f"{name}=, which can run something")
        if plain == "base":
            raise _Found(f"{name}=, which leads elsewhere")
        if plain in ("href", "src") and not value.strip().startswith("#") and "metadata" not in self.elements:
            raise _Found(f"{name}=, which leads out of it")
        if namespace in _NAMESPACES and _LEADS_OUT.search(value):
            raise _Found(f"{name}= with something to load")

    def end(self, _: str) -> None:
        if self.elements.pop() == "style":
            if _LEADS_OUT.search("".join(self.style)):
                raise _Found("a style with something to load")
            self.style = []

    def text(self, data: str) -> None:
        if self.elements and self.elements[-1] == "style":
            self.style.append(data)
