"""Pictures of reports: SVG that any viewer shows; Vega-Lite that has what its encoding names."""
import json
import os
import re
import xml.etree.ElementTree

from harness import case

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = ("lead_funnel", "pipeline", "sales_ranking", "segment", "segment_grid", "portrait")
LONG = "华东大区重点行业客户事业部高级销售经理欧阳诸葛司马"
STAGE = "阶段：方案评审与商务谈判及合同条款最终确认阶段（含法务）"
TYPES = {"quantitative", "nominal", "ordinal", "temporal"}
NOW = ("--now", "2026-03-02T08:00:00Z")
MARKS = {"bar", "line", "rect", "text", "point", "area", "rule"}


def picture(t, name, language, *words):
    t.ok("report", name, *words, "--svg", "a.svg", "--vega", "a.json", "--lang", language, *NOW)
    return (xml.etree.ElementTree.fromstring(t.read("a.svg")), json.loads(t.read("a.json")))


def texts(svg):
    return [node.text or "" for node in svg.iter(SVG + "text")]


def width_of(text):
    """As wide as no common font is."""
    return sum(13 if ord(letter) >= 0x1100 or letter == "…" else 6 for letter in text)


def numbers(svg):
    for node in svg.iter():
        for name, value in node.attrib.items():
            if name in ("x", "y", "width", "height", "points", "d", "x1", "x2", "y1", "y2"):
                assert not re.search("nan|inf", value, re.I), (name, value)
                yield from re.findall(r"-?[0-9.]+", value)


def svg_is_sound(svg, name):
    width, height = float(svg.get("width")), float(svg.get("height"))
    assert list(numbers(svg)), name
    assert svg.find(SVG + "title").text and svg.find(SVG + "desc").text, name
    for node in svg.iter(SVG + "text"):
        assert (node.text or "").strip(), f"{name}: a text without a letter"
        x, y = float(node.get("x")), float(node.get("y"))
        size = width_of(node.text)
        left = {"end": x - size, "middle": x - size / 2}.get(node.get("text-anchor"), x)
        assert -1 <= left and left + size <= width + 20, f"{name}: {node.text} at {left}"
        assert 0 < y <= height, f"{name}: {node.text} at line {y}"
    for node in svg.iter(SVG + "rect"):
        if node.get("x"):
            assert float(node.get("x")) + float(node.get("width")) <= width + 0.1, name


def channels(encoding):
    for channel, definition in encoding.items():
        for one in definition if isinstance(definition, list) else [definition]:
            yield channel, one


def encoding_is_sound(encoding, fields, name):
    for channel, definition in channels(encoding):
        if "value" in definition:
            continue
        condition = definition.get("condition")
        if condition and "field" not in definition:
            continue
        assert definition["type"] in TYPES, (name, channel, definition)
        assert not fields or definition["field"] in fields, (name, channel, definition, fields)


def vega_is_sound(vega, name):
    assert vega["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json", name
    assert isinstance(vega["description"], str) and vega["description"], name
    rows = vega["data"]["values"]
    assert all(set(row) == set(rows[0]) for row in rows), name
    for row in rows:
        assert row["value"] is None or isinstance(row["value"], (int, float)), row
    fields = set(rows[0]) if rows else set()
    layers = vega.get("layer", [vega])
    assert layers, name
    for layer in layers:
        mark = layer["mark"]
        assert (mark if isinstance(mark, str) else mark["type"]) in MARKS, (name, mark)
        encoding = {**vega.get("encoding", {}), **layer.get("encoding", {})}
        assert encoding, name
        encoding_is_sound(encoding, fields, name)
    return rows


def sale(t, number, words):
    """A seller with a stage, an opportunity, an order and a lead."""
    def made(*record):
        return t.ok("new", *record, "--quiet", "--json", *NOW).json()["id"]
    user = made("user", f"name={words[0]}", f"login=u{number}")
    account = made("account", f"name=星河{number}", f"owner={user}")
    group = made("stage_group", f"name=流程{number}")
    stage = made("stage", f"stage_group={group}", f"name={words[1]}", "position=1")
    made("opportunity", "name=项目", f"account={account}", f"stage={stage}", f"owner={user}",
         f"amount={number * 123456789}.25")
    made("order", f"number=N{number}", f"account={account}", "placed_at=2026-02-20T00:00:00Z",
         f"amount={number * 987654321}.50", "status=placed", f"owner={user}")
    made("lead", "name=张伟", f"owner={user}", f"company={words[2]}")


def each_is_sound(t, count=None):
    for language in ("zh", "en"):
        for name in PICTURES:
            words = ("--of", "lead", "--by", "company") if name == "portrait" else ()
            svg, vega = picture(t, name, language, *words)
            svg_is_sound(svg, name)
            rows = vega_is_sound(vega, name)
            assert count is None or bool(rows) == bool(count), (name, rows)


@case
def pictures_of_an_empty_database_say_so(t):
    t.empty()
    each_is_sound(t, 0)
    assert "没有数据" in texts(picture(t, "pipeline", "zh")[0])


@case
def pictures_of_one_row_are_whole(t):
    t.empty()
    sale(t, 1, ("王芳", "初步接洽", ""))
    t.ok("segment", "run", *NOW)
    each_is_sound(t, 1)
    assert "初步接洽" in texts(picture(t, "pipeline", "zh")[0])
    assert "（空）" in texts(picture(t, "portrait", "zh", "--of", "lead", "--by", "company")[0])


@case
def pictures_of_long_chinese_names_keep_them_apart_and_inside(t):
    t.empty()
    for number in range(1, 5):
        sale(t, number, (f"{LONG}{number}", f"第{number}{STAGE}",
                         f"上海星河航路智能科技发展股份有限公司第{number}分公司"))
    t.ok("segment", "run", *NOW)
    each_is_sound(t, 4)
    for name, words in (("sales_ranking", ()), ("pipeline", ()),
                        ("portrait", ("--of", "lead", "--by", "company"))):
        cut = [text for text in texts(picture(t, name, "zh", *words)[0]) if "…" in text]
        assert len(set(cut)) == 4, (name, cut)


@case
def a_report_without_a_picture_leaves_no_file(t):
    t.empty()
    result = t.run("report", "home", "--svg", "home.svg")
    assert result.code != 0 and not os.path.exists(t.path("home.svg")), result
