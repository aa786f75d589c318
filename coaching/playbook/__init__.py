"""What the coach knows, as data: one YAML file a family of signs, and one each for the rest.

To change a pivot's wording, edit its line in the family's file; `load_playbook` checks every entry.
"""

from coaching.playbook.loader import PlaybookError, load_playbook
from coaching.playbook.schema import MoveEntry, Pivot, Playbook, SignEntry

__all__ = ["MoveEntry", "Pivot", "Playbook", "PlaybookError", "SignEntry", "load_playbook"]
