"""Reads workbooks (ECMA-376) as far as ours go: with nothing but a zip and XML, so that what wrote them does not read them."""

import datetime
import io
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BUILT_IN = {0: None, 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}


class Sheet:
    """rows: lists of values, as long as their last cell; formats: the same of number formats."""

    def __init__(self, name, root, formats):
        self.name, self.rows, self.formats = name, [], []
        pane, filtered = root.find(f".//{MAIN}pane"), root.find(f"{MAIN}autoFilter")
        self.frozen_rows = int(pane.get("ySplit")) if pane is not None and pane.get("state") == "frozen" else 0
        self.filter = filtered.get("ref") if filtered is not None else None
        self.widths = [float(column.get("width")) for column in root.iter(f"{MAIN}col")]
        for row in root.iter(f"{MAIN}row"):
            self.rows.append([])
            self.formats.append([])
            for cell in row:
                self._cell(cell, formats)

    def _cell(self, cell, formats):
        column = 0
        for letter in re.match("[A-Z]+", cell.get("r"))[0]:
            column = column * 26 + ord(letter) - ord("A") + 1
        for line in (self.rows[-1], self.formats[-1]):
            line += [None] * (column - len(line))
        text = "".join(part.text or "" for part in cell.iter() if part.tag in (f"{MAIN}v", f"{MAIN}t"))
        assert cell.get("t") in (None, "inlineStr"), "neither a number nor a text: a formula?"
        self.rows[-1][column - 1] = text if cell.get("t") else float(text) if text else None
        self.formats[-1][column - 1] = formats[int(cell.get("s", 0))]

    def column(self, title):
        """The values of a column below its title."""
        place = self.rows[0].index(title)
        return [row[place] if place < len(row) else None for row in self.rows[1:]]

    def format(self, title):
        """The number formats of a column, of all cells that have a number."""
        place = self.rows[0].index(title)
        return {formats[place] for row, formats in zip(self.rows[1:], self.formats[1:])
                if place < len(row) and isinstance(row[place], float)}

    def words(self):
        """A sheet of notes: words by name."""
        return {row[0]: row[1] for row in self.rows[1:]}


def moment(serial):
    """The instant of a cell, as a spreadsheet shows it: a time without zone."""
    return datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(serial * 86400))


def read(content):
    """The sheets of a workbook, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        styles = ElementTree.fromstring(book.read("xl/styles.xml"))
        codes = BUILT_IN | {int(f.get("numFmtId")): f.get("formatCode") for f in styles.iter(f"{MAIN}numFmt")}
        formats = [codes[int(xf.get("numFmtId"))] for xf in styles.find(f"{MAIN}cellXfs")]
        targets = {r.get("Id"): r.get("Target") for r in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
        return [Sheet(sheet.get("name"), ElementTree.fromstring(book.read("xl/" + targets[sheet.get(RELATED)])), formats)
                for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
