"""BertViz 1.4.1 as the peer of our page: kept out of the environment, its scripts served from disk."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Error, Page, Route

CACHE = Path(".cache/bertviz").resolve()  # below the root of the repository, where benchmarks are started
SCRIPTS = {
    "require.js/2.3.6/require.min.js": ("requirejs@2.3.6", "require.js"),
    "d3/5.7.0/d3.min.js": ("d3@5.7.0", "dist/d3.min.js"),
    "jquery/2.0.0/jquery.min.js": ("jquery@2.1.0", "dist/jquery.min.js"),  # npm has no 2.0.0
}
PATIENCE = 150  # Seconds until a page counts as not opening.


def serve(route: Route) -> None:
    if route.request.url.startswith("file:"):
        return route.continue_()
    for end, (package, inside) in SCRIPTS.items():
        if route.request.url.endswith(end):
            return route.fulfill(path=CACHE / package.replace("@", "-") / "package" / inside)
    return route.abort()


def fresh(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.route("**/*", serve)
    page.set_default_timeout(PATIENCE * 1000)
    return page


def cpu_seconds(session: CDPSession) -> float:
    """Return the processor time of all of the browser's processes so far: what a busy machine does not stretch."""
    return sum(float(one["cpuTime"]) for one in session.send("SystemInfo.getProcessInfo")["processInfo"])


def measure_bertviz(browser: Browser, path: Path) -> dict[str, float | None]:
    """Time until the view has drawn and the page answers again; None when it has not within `PATIENCE`."""
    page = fresh(browser)
    session = browser.new_browser_cdp_session()
    start, cpu = time.perf_counter(), cpu_seconds(session)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_selector("#vis svg", state="attached")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        return {"open_s": time.perf_counter() - start, "open_cpu_s": cpu_seconds(session) - cpu}
    except Error:
        return {"open_s": None, "open_cpu_s": cpu_seconds(session) - cpu}
    finally:
        page.context.close()


def fetch_bertviz() -> None:
    if not (CACHE / "bertviz").exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(CACHE)]
        subprocess.run([*install, "ipython"], check=True)
        subprocess.run([*install, "--no-deps", "bertviz==1.4.1"], check=True)
    for package, _ in SCRIPTS.values():
        folder = CACHE / package.replace("@", "-")
        if not folder.exists():
            folder.mkdir(parents=True)
            archive = subprocess.run(
                ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
            )
            shutil.unpack_archive(folder / archive.stdout.strip(), folder)
