"""The change report: what is otherwise than in the run before, by area, in two languages."""

from resolver.report.changes.facts import ChangeFacts, change_facts
from resolver.report.changes.render import render_changes
from resolver.report.changes.write import write_changes

__all__ = ["ChangeFacts", "change_facts", "render_changes", "write_changes"]
