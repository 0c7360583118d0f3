"""Pages as a browser without scripts, or somebody who hears them, has them."""

import html.parser
import re

from support import Api


class Page(html.parser.HTMLParser):
    """A page as somebody has it who hears it, or has a browser without scripts: texts, forms by their action, and what is wrong
    with it."""

    VOID = {"meta", "link", "input", "img", "br"}

    def __init__(self, answer, lang="vi", is_open=False):
        super().__init__()
        self.answer, self.text, self.forms, self.images, self.faults = answer, [], {}, [], []
        self.open, self.ids, self.labelled, self.headings, self.form, self.last = [], set(), set(), [], None, None
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        for name, value in (("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), *([("Cache-Control", "public, max-age=60" if is_open else "no-store")] if is_open is not None else [])):
            assert answer.headers[name] == value
        assert ("X-Robots-Tag" in answer.headers) == (is_open is False)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.text.startswith(f'<!doctype html>\n<html lang="{lang}">')
        self.feed(answer.text)
        self.check()

    def handle_starttag(self, tag, given):
        values = dict(given)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in values:
            self.faults += [f"id {values['id']} twice"] * (values["id"] in self.ids)
            self.ids.add(values["id"])
        self.faults += [f"<{tag}>"] * (tag in ("script", "style", "iframe", "object", "base"))
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on") or name == "style"]
        self.faults += [f"to elsewhere: {values[name]}" for name in ("href", "src", "action", "formaction") if "//" in (values.get(name) or "")]
        if tag == "label":
            self.labelled.add(values["for"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.faults += ["a table without a caption"] * (self.last == "table" and tag != "caption")
        self.faults += ["a heading of a table without a scope"] * (tag == "th" and values.get("scope") not in ("row", "col"))
        self.last = tag
        if tag == "form":
            self.form = self.forms[values["action"]] = {"fields": {}, "asked": set(), "media": values.get("enctype")}
        if tag in ("input", "textarea", "select") and self.form is not None:
            if values.get("type") == "hidden":
                self.form["fields"][values["name"]] = values["value"]
            else:
                self.form["asked"].add(values["id"])
        if tag == "img":
            self.images.append(values["src"])
            self.faults += ["a picture without words"] * (not values.get("alt"))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        self.text.append(data)

    def check(self):
        asked = {name for form in self.forms.values() for name in form["asked"]}
        self.faults += [f"{name} has no label" for name in asked - self.labelled]
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        self.faults += ["headings"] * (self.headings[:1] != [1] or 1 in self.headings[1:])
        assert not self.faults, (self.faults, self.answer.text)

    def says(self):
        return re.sub(r"\s+", " ", " ".join(self.text))


def page(method, url, status=200, lang="vi", is_open=False, **options):
    answer = Api("").request(method, url, **options)
    assert answer.status_code == status, answer.text
    return Page(answer, lang, is_open)
