"""A small writer of XLSX workbooks: texts in place, numbers as a spreadsheet keeps them, days."""

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from tests.layouts.writing import EXCEL_DAY_0

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# style 1 shows a number as a day
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf numFmtId="14" applyNumberFormat="1" xfId="0"/></cellXfs>'
    "</styleSheet>"
)

Cell = str | int | date | None


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Cell]]]) -> None:
    """Write sheets of rows; an int of more than 15 digits loses the others, as in a spreadsheet."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(name: str, xml: str) -> None:
            packed.writestr(name, HEAD + xml)

        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
            for n in range(1, len(names) + 1)
        )
        put(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{parts}</Types>',
        )
        put(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(names, 1)
        )
        put(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet"'
            f' Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(names) + 1)
        )
        put(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}<Relationship Id="rId99"'
            f' Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        put("xl/styles.xml", STYLES)
        for n, name in enumerate(names, 1):
            rows = "".join(_row(i, row) for i, row in enumerate(sheets[name], 1))
            put(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            )


def _row(number: int, cells: Sequence[Cell]) -> str:
    inside = "".join(_cell(f"{_letters(at)}{number}", cell) for at, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def _letters(at: int) -> str:
    return chr(65 + at) if at < 26 else _letters(at // 26 - 1) + _letters(at % 26)


def _cell(place: str, cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - EXCEL_DAY_0).days}</v></c>'
    if isinstance(cell, int):
        digits = str(cell)
        if len(digits) > 15:
            rest = digits[1:15].rstrip("0")
            digits = f"{digits[0]}.{rest}E+{len(digits) - 1}"
        return f'<c r="{place}"><v>{digits}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
