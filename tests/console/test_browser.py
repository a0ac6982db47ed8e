"""The reports in a real browser: drawn, without an error, and on paper."""

import re
import shutil
import subprocess

import pytest

from lingnan.console.report import build_city, build_enterprise, build_overview

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
BUILDERS = {"overview": build_overview, "city": build_city, "enterprise": build_enterprise}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium"),
]


def browse(path, profile, *options):
    command = [
        BROWSER,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--enable-logging=stderr",
        f"--user-data-dir={profile}",
        "--window-size=1280,3000",
        *options,
        path.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(BUILDERS))
def test_page_draws_every_chart_without_an_error(tmp_path, examples, name, lang):
    path = tmp_path / f"{name}.html"
    path.write_text(BUILDERS[name](getattr(examples, name)(lang), lang), encoding="utf-8")
    seen = browse(path, tmp_path / "profile", "--dump-dom")
    assert "CONSOLE" not in seen.stderr  # neither errors, nor blocked by the page's policy
    places = seen.stdout.count('class="chart"')
    assert f'data-charts="{places}"' in seen.stdout
    drawn = re.findall(r"<svg[^>]*>.*?</svg>", seen.stdout, re.S)
    assert len(drawn) == places
    assert all(len(drawing) > 2_000 for drawing in drawn)
    # what a reader of the screen hears is our description, in the page's language
    assert len(re.findall(r'role="img" aria-label="[^"]{40,}"', seen.stdout)) == places


def test_claimed_bars_are_hatched(tmp_path, examples):
    path = tmp_path / "overview.html"
    path.write_text(build_overview(examples.overview("zh"), "zh"), encoding="utf-8")
    seen = browse(path, tmp_path / "profile", "--dump-dom")
    assert seen.stdout.count("<pattern") >= 2  # hatching and dots


def test_page_prints(tmp_path, examples):
    path = tmp_path / "overview.html"
    path.write_text(build_overview(examples.overview("zh"), "zh"), encoding="utf-8")
    target = tmp_path / "overview.pdf"
    browse(path, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={target}")
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    assert 5 <= pages <= 15
    across = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+84[12]", content)
    assert across  # the heat table has a landscape page
