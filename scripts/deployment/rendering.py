"""The chart and the overlay as Kubernetes would get them, and what the chart refuses."""
import difflib
import glob
import os
import subprocess
import tempfile

import yaml

import testbed
from deployment import tools

DEPLOY = os.path.join(testbed.ROOT, "deploy")
CHART = os.path.join(DEPLOY, "helm", "inkan")
GOLDEN = os.path.join(DEPLOY, "helm", "golden")
OVERLAY = os.path.join(DEPLOY, "kustomize", "overlays", "example")
MINIMAL = os.path.join(GOLDEN, "minimal.values.yaml")

# Values over the minimal ones, and what the refusal must say.
REFUSALS = [
    ({"replicas": 3}, "replicas"),
    ({"admin": {"seperate": True}}, "seperate"),
    ({"config": {"session": {"lifespam": "1h"}}}, "lifespam"),
    ({"config": {"database": {"password": "in a ConfigMap"}}}, "password"),
    ({"config": {"server": {"public": {"address": ":80"}}}}, "address"),
    ({"image": {"repository": ""}}, "image.repository is empty"),
    ({"secrets": {"keys": {"existingSecret": ""}}}, "secrets.keys is empty"),
    ({"secrets": {"keys": {"value": "another"}}}, "keep one of them"),
    ({"secrets": {"databasePassword": {"existingSecret": ""}}}, "the database has no password"),
    ({"shutdown": {"delaySeconds": 25}}, "shutdown.delaySeconds must be less"),
    ({"securityContext": {"runAsUser": 0}}, "runAsUser"),
    ({"metrics": {"serviceMonitor": {"enabled": True}}}, "needs existingSecret"),
    ({"metrics": {"public": True, "serviceMonitor": {"enabled": True}}}, "networkPolicy.adminFrom"),
]


def cases():
    """Names of the golden files of the chart."""
    suffix = ".values.yaml"
    return sorted(os.path.basename(path)[:-len(suffix)] for path in glob.glob(os.path.join(GOLDEN, "*" + suffix)))


def helm(verb, *arguments):
    return tools.run([tools.program("helm"), verb, *arguments])


def template(values):
    return helm("template", "inkan", CHART, "--namespace", "auth", "--values", values)


def rendered():
    """Golden file and text of everything that is rendered."""
    for case in cases():
        yield os.path.join(GOLDEN, case + ".yaml"), template(os.path.join(GOLDEN, case + ".values.yaml"))
    yield (os.path.join(DEPLOY, "kustomize", "golden.yaml"),
           tools.run([tools.program("kubectl"), "kustomize", OVERLAY]))


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def difference(path, text):
    """Lines in which the golden file and the text differ."""
    golden = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    name = os.path.relpath(path, testbed.ROOT)
    return list(difflib.unified_diff(golden.splitlines(), text.splitlines(), name, "rendered", lineterm="", n=2))


def lint():
    """Problems that helm finds; a warning is one."""
    for case in cases():
        try:
            helm("lint", "--strict", CHART, "--values", os.path.join(GOLDEN, case + ".values.yaml"))
        except subprocess.CalledProcessError as problem:
            yield "%s: %s%s" % (case, problem.stdout, problem.stderr)


def wrongly_accepted():
    """Values that the chart should refuse, by the right words, and does not."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "values.yaml")
        for values, word in REFUSALS:
            with open(path, "w", encoding="utf-8") as handle:
                yaml.safe_dump(values, handle)
            try:
                helm("template", "inkan", CHART, "--values", MINIMAL, "--values", path)
                yield "%s is accepted" % values
            except subprocess.CalledProcessError as problem:
                if word not in problem.stderr:
                    yield "%s is refused without %r: %s" % (values, word, problem.stderr.strip())
