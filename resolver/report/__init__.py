"""The HTML report of a run, in Bahasa Indonesia and English."""

from resolver.report.facts import Hub, ReportFacts, facts_from
from resolver.report.render import render_report
from resolver.report.write import write_reports

__all__ = ["Hub", "ReportFacts", "facts_from", "render_report", "write_reports"]
