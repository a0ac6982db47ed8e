"""One reader walking through the console; every page on his way is looked at.

Helpers of tests, no tests.
"""

import base64
import re
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from console.browser import look
from lingnan.access import totp

WIDE = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
TAGS = {"zh": "zh-CN", "en": "en"}
#: Milliseconds; the first roadmap of a process waits until its solver is compiled.
_PATIENCE = 240_000
PASSWORD = "seven quiet herons at dawn"  # noqa: S105


class Walker:
    """A reader with a browser window.

    Attributes:
        problems: what pages on the way lack, told at the end all at once.
        looks: whether pages are looked at; scripts have to run for that.
    """

    def __init__(self, page, site, lang, who, *, looks=True):
        self.page, self.site, self.lang, self.who, self.looks = page, site, lang, who, looks
        self.problems = []
        self.seen = []
        self._errors = []
        self._refused_at = ""
        page.set_default_timeout(30_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, message):
        if message.type == "error":
            self._errors.append(message.text)

    def _asked(self, request):
        told = urlsplit(request.url)
        if told.scheme != "data" and f"{told.scheme}://{told.netloc}" != self.site.address:
            self._errors.append(f"asks elsewhere: {request.url}")

    @property
    def path(self):
        """Where the reader is."""
        told = urlsplit(self.page.url)
        return told.path + (f"?{told.query}" if told.query else "")

    def go(self, path, name=""):
        """Open a page and look at it."""
        answer = self.page.goto(self.site.address + path)
        if answer.status != 200:
            self.problems.append(f"{path}: status {answer.status}")
        self.look(name)

    def refused(self, path, status=404):
        """Open a page that this reader may not see."""
        answer = self.page.goto(self.site.address + path)
        assert answer.status == status, (path, answer.status)
        assert self.page.locator(".failure").count() == 1
        self.forget()

    def forget(self):
        """Forget that the browser noted an answer of refusal; it does so by itself."""
        # What it notes may come after the page.
        self.page.wait_for_timeout(300)
        self._errors = [each for each in self._errors if "status of" not in each]

    def press(self, selector):
        """Press what a selector finds, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def follow(self, selector, name=""):
        """Follow a link and look at where it leads."""
        self.press(selector)
        self.look(name)

    def download(self, selector):
        """The octets of the file behind a link or button."""
        with self.page.expect_download(timeout=_PATIENCE) as waiting:
            self.page.locator(selector).first.click()
        return Path(waiting.value.path()).read_bytes()

    def wait_for_job(self, seconds=300):
        """Wait on a page with a bar until the job has ended, then open the page anew."""
        self.page.wait_for_function(
            "() => !document.querySelector('.job progress')", timeout=seconds * 1000
        )
        assert self.page.locator(".job .failure").count() == 0, self.page.inner_text("main")
        self.page.reload()

    def text(self, selector="main"):
        """The words that a reader sees there."""
        return self.page.locator(selector).first.inner_text()

    def settle(self):
        """Wait until everything is drawn."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(f"() => ({look.source()}).isDrawn()", timeout=_PATIENCE)

    def look(self, name=""):
        """Look at the page as it stands: errors, words, axe, and its width on a phone."""
        if not self.looks:
            return
        page, where = self.page, self.path
        names = [*self.site.accounts, *self.site.typed]
        self.settle()
        name = name or re.sub(r"[^a-z0-9]+", "-", where.partition("?")[0].lower()).strip("-")
        self.seen.append(where)
        tag = page.evaluate("() => document.documentElement.lang")
        if tag != TAGS[self.lang]:
            self.problems.append(f"{where}: lang {tag}")
        if page.locator("main h1").count() != 1:
            self.problems.append(f"{where}: {page.locator('main h1').count()} main headings")
        self._shoot(name, "wide")
        page.set_viewport_size(PHONE)
        self.settle()
        self._shoot(name, "phone")
        look.ask(page, "open")
        self.settle()
        # Before axe is brought in: what the page itself does is without an error.
        self._tell(where, [f"console: {each}" for each in self._errors])
        self._tell(where, [f"words: {each}" for each in look.foreign(page, self.lang, names)])
        self._tell(where, [f"too wide: {each}" for each in look.ask(page, "wide")])
        self._tell(where, [f"axe {each}" for each in look.serious(page)])
        self._errors.clear()
        look.ask(page, "close")
        page.set_viewport_size(WIDE)

    def _tell(self, where, found):
        self.problems += [f"{where}: {each}" for each in found]

    def _shoot(self, name, size):
        folder = self.site.shots / f"{self.who}-{self.lang}"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{len(self.seen):02}-{name}-{size}.png", full_page=True)

    def sign_in(self):
        """Sign in: the first time by the link, with a second factor where the role needs one."""
        account = self.site.accounts[self.who]
        if not account.password:
            self.page.goto(account.link)
            self.look("welcome")
            self.page.fill("[name=password]", PASSWORD)
            with self.page.expect_navigation():
                self.page.locator("main button").click()
            account.password = PASSWORD
            if "/me/second-factor" in self.page.url:
                self._bind(account)
            return
        self.page.goto(self.site.address + "/sign-in")
        self.look("sign-in")
        self.page.fill("[name=name]", account.name)
        self.page.fill("[name=password]", account.password)
        with self.page.expect_navigation():
            self.page.locator("main button").first.click()
        if account.secret:
            self.page.fill("[name=code]", code_of(account))
            with self.page.expect_navigation():
                self.page.locator("main button").first.click()

    def _bind(self, account):
        self.look("second-factor")
        with self.page.expect_navigation():
            self.page.locator("main button").first.click()
        self.look("second-factor-key")
        account.secret = secret_of(self.page.locator("code.key").inner_text())
        self.page.fill("[name=code]", code_of(account))
        with self.page.expect_navigation():
            self.page.locator("main li button").click()
        self.look("recovery-codes")
        with self.page.expect_navigation():
            self.page.locator("main a.button").click()

    def menu(self):
        """The paths of the menu, in order."""
        return [each.get_attribute("href") for each in self.page.locator("nav.menu li a").all()]

    def tour(self, *without):
        """Look at every page of the menu."""
        for path in self.menu():
            if path not in without:
                self.go(path)


def secret_of(shown):
    """The key of a second factor as it is shown for typing."""
    bare = "".join(shown.split()).upper()
    return base64.b32decode(bare + "=" * (-len(bare) % 8))


def code_of(account):
    """A code that this account has not used yet."""
    now = int(time.time()) // totp.SECONDS
    step = max(now - 1, account.step + 1)
    while step > int(time.time()) // totp.SECONDS + 1:
        time.sleep(1)
    account.step = step
    return totp.code_of(account.secret, step)


@contextmanager
def walking(browser, site, who, lang, **told):
    """A reader in a window of his own, signed in; at the end no page lacked anything."""
    told = {"viewport": WIDE, "locale": LOCALES[lang], **told}
    context = browser.new_context(base_url=site.address, **told)
    try:
        looks = told.get("java_script_enabled", True)
        walker = Walker(context.new_page(), site, lang, who, looks=looks)
        walker.sign_in()
        yield walker
        assert not walker.problems, "\n".join(dict.fromkeys(walker.problems))
    finally:
        context.close()
