"""What a coaching post's buttons carry: which post, and which way on comes next."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Offer(BaseModel):
    model_config = ConfigDict(frozen=True)

    key: str
    """The post's."""
    pivot: int = 0

    def after(self, step: int) -> Self:
        return self.model_copy(update={"pivot": self.pivot + step})

    def value(self) -> str:
        return self.model_dump_json()
