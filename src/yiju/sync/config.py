"""What every source is configured with: one entry of ``sources.yaml``."""

from pydantic import BaseModel, ConfigDict, Field


class SourceConfig(BaseModel):
    """What all kinds share; each kind adds its fields in a subclass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=64)
    kind: str
