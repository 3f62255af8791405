"""Presidio's analyzer with our recognisers in it, and those of its own that know what ours do not.

Nothing is downloaded: its language is a blank one, and the list of mail domains is the one in the package.
Of its own take part: mail addresses, numbers with a country's code (by the world's numbering plans), and
international bank accounts. Its payment cards do not: any order number that satisfies the check is one.
Importing it takes a second and a half, so it is done at first use.
"""

from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from yiju.errors import YijuError
from yiju.privacy.find import chosen, find
from yiju.privacy.types import LABELS, Found, Kind, Span

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

LANGUAGE = "zh"
_OURS = "YIJU_"
"""What our entities' names begin with: YIJU_MOBILE …"""
_KINDS: dict[str, Kind] = {
    **{_OURS + kind.upper(): kind for kind in LABELS},
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone_abroad",
    "IBAN_CODE": "account",
}
"""The entities of both, as what they count here."""


def need_presidio() -> None:
    """Raises YijuError where Presidio is not installed."""
    if find_spec("presidio_analyzer") is None:
        raise YijuError(
            "YIJU_PRIVACY_ENGINE=presidio 需要 Presidio，现在没有安装。",
            hint="pip install 'yiju[privacy]'；或去掉这个设置，用自带的识别。",
        )


def find_with_presidio(text: str, known: Iterable[str] = ()) -> list[Span]:
    """As ``find``, by Presidio's analyzer: ours and its own recognisers together."""
    results = engine().analyze(text, LANGUAGE, ad_hoc_recognizers=[_own(known)])
    found: list[Found] = []
    for one in sorted(results, key=lambda result: not result.entity_type.startswith(_OURS)):
        name = one.entity_type
        found.append((_KINDS[name], one.start, one.end))
    return [Span(kind, start, end, text[start:end]) for kind, start, end in chosen(found)]


@lru_cache(maxsize=1)
def engine() -> "AnalyzerEngine":
    """The analyzer; made once."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    nlp = SpacyNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])
    blank = spacy.blank("xx")
    blank.max_length = 1 << 31
    nlp.nlp = {LANGUAGE: blank}  # type: ignore[assignment]
    registry = RecognizerRegistry(recognizers=stock(), supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=[LANGUAGE])


def stock() -> "list[EntityRecognizer]":
    """Presidio's own recognisers that take part."""
    import tldextract
    from presidio_analyzer import predefined_recognizers as theirs

    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())  # else it asks the network

    class Mail(theirs.EmailRecognizer):
        def validate_result(self, pattern_text: str) -> bool:
            return bool(extract(pattern_text).fqdn)

    return [
        Mail(supported_language=LANGUAGE),
        theirs.PhoneRecognizer(supported_language=LANGUAGE, supported_regions=("ZZ",)),  # only with a code
        theirs.IbanRecognizer(supported_language=LANGUAGE),
    ]


def _own(known: Iterable[str]) -> Any:
    from presidio_analyzer import LocalRecognizer, RecognizerResult

    class Own(LocalRecognizer):
        """Our recognisers, as one of Presidio's."""

        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: object = None) -> list[Any]:
            spans = find(text, known)
            return [RecognizerResult(_OURS + one.kind.upper(), one.start, one.end, 1.0) for one in spans]

    entities = [_OURS + kind.upper() for kind in LABELS]
    return Own(supported_entities=entities, supported_language=LANGUAGE, name="Yiju")
