"""The server's configuration: the chart's schema of it, and whether what is rendered is a good one."""
import json
import os
import re
import subprocess

import yaml

import testbed
from deployment import rendering

SCHEMA = os.path.join(rendering.CHART, "values.schema.json")
SECTIONS = os.path.join(testbed.ROOT, "crates", "config", "src", "sections")
# Set by the chart itself, since the rest of it depends on them.
OF_THE_CHART = {"server.public.address", "server.admin.address", "server.shutdown_grace", "server.shutdown.delay",
                "admin.metrics_public"}
# What the files of secrets hold in the check.
SAMPLES = {"SECRETS_KEYS_FILE": "a-key-of-the-check-only", "DATABASE_URL_FILE": "postgres://a:b@localhost:5432/c",
           "ADMIN_API_KEYS_FILE": "an-api-key-of-the-check"}
SAMPLE_FILE = "secrets: {keys: [a-key-of-the-check-only]}\n"


def secret_paths():
    """Keys of the configuration that hold secrets."""
    found = set()
    for name in sorted(os.listdir(SECTIONS)):
        text = open(os.path.join(SECTIONS, name), encoding="utf-8").read()
        found.update(re.findall(r'"([a-z_.]+)",\s*Kind::Secret', text))
        for start, end in re.findall(r'concat!\("([a-z_.]+)", \$name, "([a-z_.]+)"\),\s*Kind::Secret', text):
            found.add("%s*%s" % (start, end))
    return found


def example():
    """config.example.yaml with every key in force."""
    with open(os.path.join(testbed.ROOT, "config.example.yaml"), encoding="utf-8") as handle:
        return yaml.safe_load(re.sub(r"^(\s*)#(?=\S)", r"\1", handle.read(), flags=re.MULTILINE))


def schema_of(tree, path, left_out):
    """A map allows its keys only; what a key may hold is left to the server."""
    members = {}
    for name, value in tree.items():
        here = "%s.%s" % (path, name) if path else name
        if any(re.fullmatch(re.escape(pattern).replace(r"\*", "[a-z]+"), here) for pattern in left_out):
            continue
        members[name] = schema_of(value, here, left_out) if isinstance(value, dict) and value else {}
    return {"type": "object", "additionalProperties": False, "properties": members}


def schema():
    """values.schema.json as it is, and as it should be."""
    text = open(SCHEMA, encoding="utf-8").read()
    tree = json.loads(text)
    tree["properties"]["config"] = schema_of(example(), "", secret_paths() | OF_THE_CHART)
    return text, json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def lay_out(pod, container, documents, folder):
    """Puts the files of a container into the folder; gives its variables, which point there."""
    environment = {entry["name"]: entry.get("value", "from a Secret") for entry in container.get("env", [])}
    volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        place = os.path.join(folder, mount["mountPath"].strip("/"))
        os.makedirs(place)
        for name, content in _files(volumes[mount["name"]], mount["mountPath"], environment, documents).items():
            with open(os.path.join(place, name), "w", encoding="utf-8") as handle:
                handle.write(content.replace(": /templates", ": %s/templates" % folder))
        environment = {name: re.sub("^%s(?=/)" % re.escape(mount["mountPath"]), place, value)
                       for name, value in environment.items()}
    return environment


def _files(volume, mount, environment, documents):
    if "configMap" in volume:
        name = volume["configMap"]["name"]
        maps = [one for one in documents if one["kind"] == "ConfigMap" and one["metadata"]["name"] == name]
        return maps[0]["data"] if maps else {}
    if volume["name"] == "config":
        return {"config.yaml": SAMPLE_FILE}
    return {os.path.basename(value): SAMPLES.get(name, "secret") for name, value in environment.items()
            if name.endswith("_FILE") and value.startswith(mount + "/")}


def problems(pod, container, documents, folder):
    """What the server says against the arguments and the configuration of a container."""
    environment = lay_out(pod, container, documents, folder)
    arguments = container["args"]
    flags = [argument for argument in arguments if argument in ("--strict-config", "--insecure-dev")]
    for command in ([*arguments, "--help"], ["config", "check", *flags]):
        ran = subprocess.run([testbed.binary(), *command], cwd=folder, env=environment, capture_output=True,
                             text=True, stdin=subprocess.DEVNULL, timeout=30)
        said = ran.stderr.strip()
        if ran.returncode or said:
            yield "inkan %s: code %d: %s" % (" ".join(command), ran.returncode, said)
