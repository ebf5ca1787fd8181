import shutil

import pytest

AXE = ".cache/axe-core/package/axe.min.js"


@pytest.fixture(scope="session")
def chromium():
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium here; apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, tmp_path):
    """Open a page of ours from disk, every request elsewhere blocked; what went wrong is listed at the end."""
    troubles = []
    contexts = []

    def open_page(offline_page, **options):
        path = tmp_path / "page.html"
        offline_page.write(path)
        options = {"viewport": {"width": 1300, "height": 900}, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # Others may be using the machine.
        page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append("a dialog"), dialog.dismiss()))

        def route(request):
            if request.request.url == path.as_uri():
                request.continue_()
            else:
                troubles.append(f"request: {request.request.url}")
                request.abort()

        context.route("**/*", route)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def axe(root):
    if not (root / AXE).exists():
        pytest.skip("axe-core is not in .cache/axe-core; `make browser` fetches it where npm can be reached")
    return (root / AXE).read_text(encoding="utf-8")
