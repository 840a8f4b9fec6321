"""The dashboard and the alerts: their queries, the metrics that they name, their sections of the runbook."""
import contextlib
import glob
import json
import os
import re
import subprocess

import promql_parser
import yaml

import testbed
from deployment import rendering, tools

RULES = os.path.join(rendering.DEPLOY, "prometheus", "rules.yaml")
DASHBOARD = os.path.join(rendering.DEPLOY, "grafana", "inkan.json")
TESTS = os.path.join(rendering.DEPLOY, "prometheus", "rules.test.yaml")
RUNBOOK = os.path.join(testbed.ROOT, "docs", "operations.md")
# Of Prometheus itself, and of the process collector of the crate prometheus.
FOREIGN = {"up", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"}
LABELS = {"code", "host", "method", "url", "le", "result", "version", "job", "instance"}


def exposed():
    """Names of metrics in the code of the server."""
    found = set()
    for path in glob.glob(os.path.join(testbed.ROOT, "crates", "*", "src", "**", "*.rs"), recursive=True):
        with open(path, encoding="utf-8") as handle:
            found.update(re.findall(r'"((?:inkan|hanko)_[a-z_]+)"', handle.read()))
    return found


def rules():
    with open(RULES, encoding="utf-8") as handle:
        return [rule for group in yaml.safe_load(handle)["groups"] for rule in group["rules"]]


def dashboard():
    with open(DASHBOARD, encoding="utf-8") as handle:
        return json.load(handle)


def queries():
    """Where a query stands, and the query."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    board = dashboard()
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield "panel %s" % panel["title"], target["expr"].replace("$__rate_interval", "5m")
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield "variable %s" % variable["name"], re.sub(r"^label_values\((.+), \w+\)$", r"\1", variable["definition"])


def selectors(node):
    """Every vector selector of a parsed query."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for member in ("lhs", "rhs", "expr", "param", "vector_selector", "args"):
        for child in _as_list(getattr(node, member, None)):
            yield from selectors(child)


def _as_list(value):
    return value if isinstance(value, (list, tuple)) else [] if value is None else [value]


def used():
    """Names of metrics in all queries that can be parsed."""
    found = set()
    for _, query in queries():
        with contextlib.suppress(ValueError):
            found.update(_base(selector.name) for selector in selectors(promql_parser.parse(query)))
    return found


def _base(name):
    return re.sub(r"_(bucket|sum|count)$", "", name)


def of_queries():
    """Queries that cannot be parsed, or that name what the server does not have."""
    known = exposed() | FOREIGN
    for place, query in queries():
        try:
            found = list(selectors(promql_parser.parse(query)))
        except ValueError as problem:
            yield "%s: %s: %s" % (place, problem, query)
            continue
        if not found:
            yield "%s: it names no metric" % place
        for selector in found:
            if _base(selector.name) not in known:
                yield "%s: no code exposes %s" % (place, selector.name)
            for matcher in selector.matchers.matchers:
                if matcher.name not in LABELS:
                    yield "%s: no metric has the label %s" % (place, matcher.name)


def of_alerts():
    """What promtool says of the alerts, and of the tests that tell when they fire."""
    promtool = tools.program("promtool")
    for command in (["check", "rules", RULES], ["test", "rules", TESTS]):
        try:
            tools.run([promtool, *command])
        except subprocess.CalledProcessError as problem:
            yield problem.stdout + problem.stderr
    with open(TESTS, encoding="utf-8") as handle:
        text = handle.read()
    yield from ("%s has no test" % rule["alert"] for rule in rules() if rule["alert"] not in text)


def of_rules():
    """Alerts without what a person needs who is woken by them."""
    anchors = _anchors()
    for rule in rules():
        place, notes = rule["alert"], rule.get("annotations", {})
        if rule.get("labels", {}).get("severity") not in ("critical", "warning") or "for" not in rule:
            yield "%s: it has no severity, or no time to wait" % place
        if not notes.get("summary") or not notes.get("description"):
            yield "%s: it does not say what is wrong" % place
        page, _, anchor = notes.get("runbook", "").partition("#")
        if page != "docs/operations.md" or (anchors is not None and anchor not in anchors):
            yield "%s: there is no section %s" % (place, notes.get("runbook"))


def _anchors():
    """Those of the runbook, as GitHub makes them; None while there is no runbook."""
    if not os.path.exists(RUNBOOK):
        return None
    with open(RUNBOOK, encoding="utf-8") as handle:
        text = handle.read()
    titles = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
    return set(slugs) | set(re.findall(r'<a (?:id|name)="([\w-]+)"', text))


def of_dashboard():
    """Panels that lie over each other, or that Grafana could not tell apart."""
    panels = dashboard()["panels"]
    numbers = [panel["id"] for panel in panels]
    if len(numbers) != len(set(numbers)):
        yield "two panels have the same id"
    cells = {}
    for panel in panels:
        place = panel["gridPos"]
        if place["x"] + place["w"] > 24:
            yield "%s is too wide" % panel["title"]
        for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])):
            if cells.setdefault(cell, panel["title"]) != panel["title"]:
                yield "%s lies over %s" % (panel["title"], cells[cell])
                break
