// Chromium, and Firefox over WebDriver BiDi: both by puppeteer.

import puppeteer from "puppeteer-core";
import { GPU, ONLY_HERE, PLAIN_HOST, QUIET } from "../../e2e/support/browser.mjs";
import { PATIENCE_MS, chromiumProgram, program } from "../../e2e/support/environment.mjs";

/** A host that is this machine but no secure context. */
const PLAIN = { host: PLAIN_HOST, address: "127.0.0.1" };

/** Starts Chromium. */
export async function chromium({ dark, still, gpu }) {
  const browser = await puppeteer.launch({
    browser: "chrome",
    executablePath: chromiumProgram(),
    headless: true,
    args: [...QUIET, ...GPU[gpu ? "software" : "none"], ONLY_HERE],
    protocolTimeout: 5 * PATIENCE_MS,
  });
  const features = [
    { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
    { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" },
  ];
  return new Puppet(browser, "chromium", async (page, context, origin) => {
    await page.emulateMediaFeatures(features);
    // As a person's click allows it; without a person it has to be said. Outside a secure context there is no clipboard.
    if (!origin.includes(PLAIN_HOST)) await context.overridePermissions(origin, ["clipboard-sanitized-write", "clipboard-read"]);
  });
}

/** Nothing but the page goes over the network, and no other name resolves. */
const FIREFOX_QUIET = {
  "app.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.proxy.type": 0,
  "network.dns.localDomains": PLAIN_HOST,
};

const FIREFOX_GPU = {
  "dom.webgpu.enabled": true,
  "dom.webgpu.workers.enabled": true,
  "gfx.webgpu.ignore-blocklist": true,
};

/** Starts Firefox. */
export async function firefox({ dark, still, gpu }) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program("Firefox", "FIREFOX", ["firefox-esr", "firefox"]),
    headless: true,
    protocolTimeout: 5 * PATIENCE_MS,
    extraPrefsFirefox: {
      ...FIREFOX_QUIET,
      // BiDi of this version knows no media features: they are the system's here.
      "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
      "ui.prefersReducedMotion": still ? 1 : 0,
      ...(gpu ? FIREFOX_GPU : {}),
    },
  });
  return new Puppet(browser, "firefox", async () => {});
}

class Puppet {
  #browser;
  #prepare;

  constructor(browser, engine, prepare) {
    this.#browser = browser;
    this.#prepare = prepare;
    this.engine = engine;
    this.plain = PLAIN;
  }

  /** The engine with its version, as test names begin. */
  async name() {
    return `${this.engine} ${/\d+/.exec(await this.#browser.version())[0]}`;
  }

  /** A page with a profile of its own. */
  async page({ width, height, origin }) {
    const context = await this.#browser.createBrowserContext();
    const page = await context.newPage();
    await this.#prepare(page, context, origin);
    await page.setViewport({ width, height });
    return new PuppetPage(page, context);
  }

  close() {
    return this.#browser.close();
  }
}

class PuppetPage {
  #page;
  #context;
  #complaints = [];

  constructor(page, context) {
    this.#page = page;
    this.#context = context;
    page.on("console", (message) => {
      if (message.type() === "error") this.#complaints.push(`console: ${message.text()} (${message.location()?.url ?? ""})`);
    });
    page.on("pageerror", (error) => this.#complaints.push(`uncaught: ${error?.message ?? error}`));
  }

  async goto(url) {
    await this.#page.goto(url, { timeout: PATIENCE_MS });
  }

  async reload() {
    await this.#page.reload({ timeout: PATIENCE_MS });
  }

  run(expression) {
    return this.#page.evaluate(expression);
  }

  /** `steps`: `{type: "move" | "down" | "up", x, y}` in CSS pixels of the window. */
  async pointer(steps) {
    const { mouse } = this.#page;
    for (const { type, x, y } of steps) {
      if (type === "move") await mouse.move(x, y);
      else await mouse[type]();
    }
  }

  /** Presses keys one after another; each is a key's name, with the ones held down before it: `["Control", "a"]`. */
  async keys(strokes) {
    const { keyboard } = this.#page;
    for (const stroke of strokes) {
      const [key, ...held] = stroke.toReversed();
      for (const name of held) await keyboard.down(name);
      await keyboard.press(key);
      for (const name of held) await keyboard.up(name);
    }
  }

  /** Chooses files of this machine at the input that the selector finds. */
  async upload(selector, paths) {
    const input = await this.#page.$(selector);
    await input.uploadFile(...paths);
  }

  async resize(width, height) {
    await this.#page.setViewport({ width, height });
  }

  screenshot() {
    return this.#page.screenshot();
  }

  /** Errors so far. */
  async complaints() {
    return this.#complaints;
  }

  close() {
    return this.#context.close();
  }
}
