"""A Chromium without a window, and axe-core in it: what is wrong with a page, for the eyes and for those who hear it."""

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from support import ROOT

AXE = (ROOT / "tests/browser/node_modules/axe-core/axe.min.js").read_text()
PATIENCE_SECONDS = 30
SIZES = {"phone": (320, 640), "desktop": (1280, 800)}
# Nothing but this machine is asked for anything; root may not have Chromium's own sandbox.
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
             "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
# All that axe knows: WCAG 2.2 AA, how large things are that fingers must hit, and what it recommends beside.
JUDGE = """const told = arguments[0]
axe.run(document, {rules: {'target-size': {enabled: true}}, resultTypes: ['violations']}).then(
    found => told(found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.failureSummary} ${node.html}`))),
    fault => told([String(fault)]))"""
# What does not fit, is cut off or too small to be read.  Tables may be pushed aside below their first column, which is
# neither too narrow for words nor leaves no room for figures.
READ = """const faults = [], page = document.documentElement
if (page.scrollWidth > page.clientWidth)
    faults.push(`the page is ${page.scrollWidth} wide, on ${page.clientWidth}`)
for (const part of document.querySelectorAll('body *')) {
    const style = getComputedStyle(part)
    if (part.innerText && parseFloat(style.fontSize) < 14)
        faults.push(`small: ${part.outerHTML}`)
    if (style.overflowX == 'visible' && part.clientWidth && part.scrollWidth > part.clientWidth + 1)
        faults.push(`cut off: ${part.outerHTML}`)
}
for (const table of document.querySelectorAll('body table')) {
    const around = table.parentElement, frame = around.getBoundingClientRect()
    if (table.caption.getBoundingClientRect().right > frame.right + 1)
        faults.push('the caption is wider than what is seen of its table')
    around.scrollLeft = around.scrollWidth
    for (const head of table.querySelectorAll('tbody th')) {
        const box = head.getBoundingClientRect()
        if (box.left < frame.left - 1 || box.width < 100 || box.width > frame.width / 2)
            faults.push(`${head.innerText}: from ${box.left} to ${box.right}, in ${frame.left} to ${frame.right}`)
    }
    around.scrollLeft = 0
}
return faults"""


class Browser:
    """A browser for all pages, one after the other."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for argument in ARGUMENTS:
            options.add_argument(argument)
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_page_load_timeout(PATIENCE_SECONDS)
        self.driver.set_script_timeout(PATIENCE_SECONDS)

    def open(self, url, **headers):
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers})
        self.driver.get(url)

    def press(self, words, **fields):
        """Fills the form that has the button with these words, presses it, and waits for the page that answers."""
        button = self.driver.find_element(By.XPATH, f"//button[text()='{words}']")
        for name, value in fields.items():
            button.find_element(By.XPATH, f"ancestor::form//*[@name='{name}']").send_keys(value)
        self.driver.execute_script("window.before = true")
        button.click()
        WebDriverWait(self.driver, PATIENCE_SECONDS, ignored_exceptions=[WebDriverException]).until(
            lambda driver: driver.execute_script("return !window.before && document.readyState == 'complete'"))

    def choose(self, words):
        self.driver.find_element(By.XPATH, f"//label[text()='{words}']").click()

    def says(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def faults(self, size):
        """What is wrong with the page that is open, on a screen of that size."""
        width, height = SIZES[size]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"})
        self.driver.execute_script(AXE)
        return self.driver.execute_async_script(JUDGE) + self.driver.execute_script(READ)

    def complaints(self):
        """What the browser itself has said about pages since it was asked last."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def close(self):
        self.driver.quit()
