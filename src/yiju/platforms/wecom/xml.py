"""XML of the self-built app: read without document types or entities, written with CDATA."""

from typing import Any

Fields = dict[str, Any]
"""Elements by name: text, or the fields within, or a list of them where the element is repeated."""
_DEEPEST = 8


class BadXml(ValueError):
    """No XML, or XML that one does not read. ``why``: in Chinese, for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def fields_of(text: str | bytes) -> Fields:
    """What stands in the root element.

    Raises:
        BadXml: not well-formed, too deep, or with a document type or entities (bombs begin with them).
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(text, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise BadXml("XML 带有 DOCTYPE 或实体声明") from None
    except (ParseError, ValueError, LookupError):
        raise BadXml("XML 看不懂") from None
    found = _read(root, 0)
    return found if isinstance(found, dict) else {}


def _read(element: Any, depth: int) -> Fields | str:
    if depth > _DEEPEST:
        raise BadXml("XML 嵌套过深")
    if not len(element):
        return element.text or ""
    found: Fields = {}
    for child in element:
        value = _read(child, depth + 1)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(found[child.tag], list):
            found[child.tag].append(value)
        else:
            found[child.tag] = [found[child.tag], value]
    return found


def written(fields: Fields) -> str:
    """The fields as XML under ``<xml>``: numbers plain, text in CDATA, lists by repeating the element."""
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Fields) -> str:
    return "".join(
        f"<{name}>{_value(value)}</{name}>"
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _inner(value)
    return str(value) if isinstance(value, int) else cdata(str(value))


def cdata(text: str) -> str:
    """Text as a CDATA section; an end mark inside is broken in two."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
