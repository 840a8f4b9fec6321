"""Installs what the check needs into a folder of its own below target/: Python packages, helm, kubectl, promtool."""
import glob
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import testbed

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(os.environ.get("CARGO_TARGET_DIR") or os.path.join(testbed.ROOT, "target"), "deploy-check")
PYTHON = os.path.join(FOLDER, "bin", "python")
REQUIREMENTS = [os.path.join(HERE, name) for name in ("requirements.txt", "programs.txt")]


class Missing(Exception):
    """A program is neither carried by a package for this machine nor on PATH."""


def enter():
    """Goes on in the virtual environment, which is made first where it is missing or outdated."""
    if os.path.realpath(sys.prefix) == os.path.realpath(FOLDER):
        return
    stamp = os.path.join(FOLDER, "stamp")
    wanted = hashlib.sha256(b"".join(open(path, "rb").read() for path in REQUIREMENTS)).hexdigest()
    if not os.path.exists(stamp) or open(stamp, encoding="utf-8").read() != wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
        _make()
        with open(stamp, "w", encoding="utf-8") as handle:
            handle.write(wanted)
    os.execv(PYTHON, [PYTHON, *sys.argv])


def _make():
    print("installing the tools of the check into %s" % FOLDER, file=sys.stderr)
    made = _venv()
    if made.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        script = "apt-get update -q && apt-get install -qy --no-install-recommends python3-venv"
        subprocess.run(["sh", "-c", script], check=True, stdout=sys.stderr,
                       env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        made = _venv()
    if made.returncode:
        sys.exit("Python's venv module is needed; please install it\n" + made.stdout + made.stderr)
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check",
               "--only-binary", ":all:"]
    subprocess.run([*install, "-r", REQUIREMENTS[0]], check=True, stdout=sys.stderr)
    if _are_carried():
        subprocess.run([*install, "--no-deps", "--require-hashes", "-r", REQUIREMENTS[1]], check=True,
                       stdout=sys.stderr)
        _unpack()
    if not shutil.which("promtool") and shutil.which("apt-get"):
        _fetch_promtool()


def _fetch_promtool():
    """Debian's package prometheus carries it; nothing is installed, and without it the tests are skipped by name."""
    with tempfile.TemporaryDirectory() as folder:
        script = "apt-get download -q prometheus"
        if os.geteuid() == 0:
            # The sandboxed user of apt may not write here, which is only a warning; lists may be missing.
            script = "%s || { apt-get update -q && %s; }" % (script, script)
        fetched = subprocess.run(["sh", "-c", script], cwd=folder, stdout=sys.stderr).returncode == 0
        for package in glob.glob(os.path.join(folder, "*.deb")) if fetched else []:
            subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
            shutil.copy(os.path.join(folder, "usr", "bin", "promtool"), os.path.join(FOLDER, "bin"))


def _venv():
    return subprocess.run([sys.executable, "-m", "venv", FOLDER], capture_output=True, text=True)


def _are_carried():
    return sys.platform == "linux" and platform.machine() in ("x86_64", "AMD64")


def _unpack():
    """The package holds an archive that holds an archive with the two programs."""
    [package] = glob.glob(os.path.join(FOLDER, "lib", "python*", "site-packages", "aws_cdk", "*", "_jsii", "*.tgz"))
    with tarfile.open(package) as outer:
        layer = outer.extractfile("package/lib/layer.zip").read()
    with zipfile.ZipFile(io.BytesIO(layer)) as inner:
        for name in ("helm", "kubectl"):
            path = os.path.join(FOLDER, "bin", name)
            with open(path, "wb") as handle:
                handle.write(inner.read("%s/%s" % (name, name)))
            os.chmod(path, 0o755)


def program(name):
    """The path of a program: the one of a package, so that all machines use the same version, or that on PATH."""
    carried = os.path.join(FOLDER, "bin", name)
    found = carried if os.path.exists(carried) else shutil.which(name)
    if not found:
        raise Missing("%s: no package carries it for this machine; please install it" % name)
    return found


def run(command, **options):
    """Standard output; ends in `CalledProcessError`, standard error in it."""
    environment = os.environ | {"HELM_CACHE_HOME": FOLDER, "HELM_CONFIG_HOME": FOLDER, "HELM_DATA_HOME": FOLDER}
    return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=environment, timeout=120, **options).stdout
