"""Recordings turned into text by any OpenAI-compatible endpoint: ``POST {base_url}/audio/transcriptions``.

Asked for ``verbose_json``, with a time for each segment (and speakers, where the service tells them); an
endpoint that knows only plain answers is asked again for those, and remembered.
"""

import json
from typing import Any

import httpx

from yiju.models.endpoint import Endpoint, Refused

_FORMATS = ("verbose_json", "json")


class Transcriber:
    """Sends a recording whole. Over-loaded answers are tried again twice.

    Args:
        base_url: up to and including ``/v1``.
        seconds: that one recording may take, all attempts together.
        transport, pause: see ``Endpoint``.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        seconds: float = 900.0,
        transport: httpx.BaseTransport | None = None,
        pause: float = 2.0,
    ) -> None:
        self._model = model
        self._format = _FORMATS[0]
        self._endpoint = Endpoint(
            f"{base_url.rstrip('/')}/audio/transcriptions",
            model=f"语音转写模型 {model}",
            hint="检查 YIJU_TRANSCRIBE_BASE_URL、YIJU_TRANSCRIBE_MODEL；或先转成文字记录再导入。",
            key=api_key,
            seconds=seconds,
            transport=transport,
            pause=pause,
        )

    def transcribe(self, name: str, recording: bytes) -> str:
        """The answer as JSON: an object with ``text``, and ``segments`` where the endpoint gives them.

        Args:
            name: whose suffix tells the endpoint the form of the recording; nothing else of it is sent.

        Raises:
            ModelUnavailable: the endpoint cannot be reached, refuses, or answers something else.
        """
        try:
            answer = self._ask(name, recording)
        except Refused as refused:
            if (
                self._format != _FORMATS[0]
                or refused.status not in (400, 422)
                or "format" not in refused.said
            ):
                raise
            self._format = _FORMATS[1]
            answer = self._ask(name, recording)
        if not isinstance(answer, dict) or not isinstance(
            answer.get("text", answer.get("segments")), str | list
        ):
            raise self._endpoint.unusable("应答不是转写结果")
        return json.dumps(answer, ensure_ascii=False)

    def _ask(self, name: str, recording: bytes) -> Any:
        fields = {"model": self._model, "response_format": self._format}
        if self._format == _FORMATS[0]:
            fields["timestamp_granularities[]"] = "segment"
        suffix = name.rpartition(".")[2].lower()
        return self._endpoint.post_form(fields, {"file": (f"recording.{suffix}", recording)})
