"""Reads the playbook's YAML files into one checked `Playbook`."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from coaching.playbook.schema import (
    BeyondCoaching,
    CautionEntry,
    CueEntry,
    MoveEntry,
    Playbook,
    PostureEntry,
    Preparation,
    SignEntry,
    StrategyEntry,
)

FOLDER = Path(__file__).parent
FAMILIES = ("deadlock", "pressure", "relationship", "exit", "giving_ground", "blind_spot")
OTHERS: dict[str, type[BaseModel]] = {
    "moves": MoveEntry,
    "strategies": StrategyEntry,
    "postures": PostureEntry,
    "cues": CueEntry,
    "cautions": CautionEntry,
    "beyond_coaching": BeyondCoaching,
}


class UniqueKeyLoader(yaml.CSafeLoader):
    """Refuses a key given twice, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"'{key}' twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


class PlaybookError(ValueError):
    """A mistake in the playbook; the message names the file, the entry and what is wrong."""


def load_playbook(folder: Path = FOLDER) -> Playbook:
    """The playbook in `folder`. Raises PlaybookError on the first file that has a mistake."""
    families = {family: _entries(folder / f"{family}.yaml", SignEntry) for family in FAMILIES}
    others = {name: _entries(folder / f"{name}.yaml", kind) for name, kind in OTHERS.items()}
    try:
        return Playbook.model_validate(
            {
                "families": {family: tuple(entries) for family, entries in families.items()},
                "signs": {
                    sign: entry for signs in families.values() for sign, entry in signs.items()
                },
                **others,
                "preparation": _preparation(folder / "preparation.yaml"),
            }
        )
    except ValidationError as error:
        raise PlaybookError(f"{folder}: {_explain(error)}") from None


def _entries(path: Path, kind: type[BaseModel]) -> dict[str, BaseModel]:
    entries = {}
    for name, fields in _mapping(path).items():
        try:
            entries[name] = kind.model_validate(fields)
        except ValidationError as error:
            raise PlaybookError(f"{path.name}: {name}: {_explain(error)}") from None
    return entries


def _preparation(path: Path) -> Preparation:
    content = _mapping(path)
    try:
        return Preparation.model_validate(content)
    except ValidationError as error:
        raise PlaybookError(f"{path.name}: {_explain(error)}") from None


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)  # noqa: S506
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise PlaybookError(f"{path.name}: cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise PlaybookError(f"{path.name}: must be a mapping from an entry's id to its fields")
    return content


def _explain(error: ValidationError) -> str:
    return "; ".join(
        " → ".join(str(part) for part in (*problem["loc"], problem["msg"]))
        for problem in error.errors()
    )
