"""What must hold for every manifest, whether Helm or kustomize made it."""
import re

import kubernetes_validate

# The oldest version that the chart allows, and the newest whose schemas the package has.
VERSIONS = ["1.27.0", "1.37.0"]
# Kinds of the Prometheus Operator have no schema in the package.
UNKNOWN = {"ServiceMonitor"}
PROBES = {"startupProbe": "/health/alive", "livenessProbe": "/health/alive", "readinessProbe": "/health/ready"}
CONTAINER = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}


def pods(documents):
    """Document, labels and specification of each pod."""
    for document in documents:
        if document["kind"] == "Pod":
            yield document, document["metadata"]["labels"], document["spec"]
        elif document["kind"] in ("Deployment", "Job"):
            template = document["spec"]["template"]
            yield document, template["metadata"]["labels"], template["spec"]


def name(document):
    return "%s %s" % (document["kind"], document["metadata"]["name"])


def against_schemas(documents):
    """What the schemas of Kubernetes say; unknown fields are problems."""
    for version in VERSIONS:
        for document in documents:
            if document["kind"] in UNKNOWN:
                continue
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as problem:
                yield "%s: Kubernetes %s: %s" % (name(document), version, problem)


def against_rules(documents):
    """What is wrong with the pods and with what refers to them."""
    for document, labels, pod in pods(documents):
        problems = list(_of_pod(pod))
        if document["kind"] == "Deployment":
            problems += _of_deployment(document, labels, pod, documents)
        yield from ("%s: %s" % (name(document), problem) for problem in problems)
    for document in documents:
        yield from ("%s: %s" % (name(document), problem) for problem in _of_selection(document, documents))


def _of_pod(pod):
    security = pod.get("securityContext", {})
    if pod.get("automountServiceAccountToken") is not False:
        yield "the token of the service account is mounted"
    if pod.get("enableServiceLinks") is not False:
        yield "names of Services become variables"
    if security.get("runAsNonRoot") is not True or security.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "it may be root, or has no seccomp profile"
    if any(pod.get(key) for key in ("hostNetwork", "hostPID", "hostIPC", "initContainers")):
        yield "it has something of the host, or containers that are not checked"
    for container in pod["containers"]:
        if container.get("securityContext") != CONTAINER:
            yield "the rights of %s are %s" % (container["name"], container.get("securityContext"))
        version = re.fullmatch(r".+?(?::([\w.-]+))?(@sha256:[0-9a-f]{64})?", container["image"])
        if not version or not any(version.groups()) or version.group(1) == "latest":
            yield "%s has no version" % container["image"]
        for entry in container.get("env", []):
            if "value" in entry and re.search("KEY|PASSWORD|SECRET|TOKEN", entry["name"]) \
                    and not entry["name"].endswith("_FILE"):
                yield "the secret %s is written down" % entry["name"]
        if "command" in container:
            yield "the image has an entry point, command replaces it"


def _of_deployment(document, labels, pod, documents):
    [container] = pod["containers"]
    spec = document["spec"]
    ports = {port["name"] for port in container["ports"]}
    for probe, path in PROBES.items():
        asked = container[probe]["httpGet"]
        if asked["path"] != path or asked["port"] not in ports:
            yield "%s asks %s" % (probe, asked)
    seconds = {entry["name"]: int(entry["value"].rstrip("s")) for entry in container["env"]
               if entry["name"].startswith("SERVER_SHUTDOWN_")}
    if sum(seconds.values()) >= pod["terminationGracePeriodSeconds"]:
        yield "it is killed after %s s: %s" % (pod["terminationGracePeriodSeconds"], seconds)
    if spec["strategy"]["rollingUpdate"]["maxUnavailable"] != 0:
        yield "a pod ends before its successor is ready"
    if not spec["selector"]["matchLabels"].items() <= labels.items():
        yield "it does not select its own pods"
    for spread in pod.get("topologySpreadConstraints", []):
        if spread["labelSelector"]["matchLabels"] != spec["selector"]["matchLabels"]:
            yield "its pods are spread among others"
    scaled = [one["spec"]["scaleTargetRef"]["name"] for one in documents if one["kind"] == "HorizontalPodAutoscaler"]
    if (document["metadata"]["name"] in scaled) == ("replicas" in spec):
        yield "replicas are set by nobody, or by two"


def _of_selection(document, documents):
    spec = document.get("spec", {})
    served = [(labels, {port["name"] for port in pod["containers"][0].get("ports", [])})
              for owner, labels, pod in pods(documents) if owner["kind"] == "Deployment"]
    if document["kind"] == "Service":
        chosen = [ports for labels, ports in served if spec["selector"].items() <= labels.items()]
        if not chosen or any(spec["ports"][0]["targetPort"] not in ports for ports in chosen):
            yield "it leads to pods without that port, or to none"
    if document["kind"] in ("NetworkPolicy", "PodDisruptionBudget"):
        selector = spec["podSelector" if document["kind"] == "NetworkPolicy" else "selector"]["matchLabels"]
        if len([labels for labels, _ in served if selector.items() <= labels.items()]) != 1:
            yield "it is for no Deployment, or for several"
    for rule in spec.get("ingress", []) if document["kind"] == "NetworkPolicy" else []:
        if not rule.get("ports") or ("admin" in [port["port"] for port in rule["ports"]] and not rule.get("from")):
            yield "the admin port is open to everybody"


def versions(chart, root):
    """The version of the server, of the chart's appVersion and of the image of kustomize's base, if they differ."""
    read = lambda path: open("%s/%s" % (root, path), encoding="utf-8").read()
    server = re.search(r'^version = "(.+)"', read("Cargo.toml"), re.MULTILINE).group(1)
    if chart["appVersion"] != server:
        yield "deploy/helm/inkan/Chart.yaml: appVersion is %s, the server is %s" % (chart["appVersion"], server)
    for path in ("deployment.yaml", "migration.yaml"):
        if "image: inkan:%s\n" % server not in read("deploy/kustomize/base/" + path):
            yield "deploy/kustomize/base/%s: its image is not inkan:%s" % (path, server)
