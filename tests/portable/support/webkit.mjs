// WebKitGTK's MiniBrowser through WebKitWebDriver, which speaks the classic protocol: plain HTTP, no npm package.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PATIENCE_MS, program } from "../../e2e/support/environment.mjs";

/** Starts the driver, and a display where there is none. The browser itself starts with the first page. */
export async function webkit({ dark, still, gpu }) {
  if (gpu) throw new Error("WebKitGTK 2.50 has no WebGPU.");
  const home = mkdtempSync(join(tmpdir(), "playground-webkit-"));
  const display = process.env.DISPLAY ? undefined : await startDisplay();
  const driver = await startDriver(environment(home, display?.name, { dark, still }));
  return new WebKit(driver, display, home);
}

/** A program that is stopped at the latest when the tests end, however they do. */
function stopsAtTheEnd(child) {
  const stop = () => child.kill();
  process.once("exit", stop);
  child.once("exit", () => process.off("exit", stop));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
}

/** A home folder that is thrown away: storage, downloads, and what the person has chosen in the system. */
function environment(home, display, { dark, still }) {
  const settings = join(home, "gtk-3.0");
  mkdirSync(settings);
  writeFileSync(join(settings, "settings.ini"), `[Settings]\ngtk-enable-animations=${still ? 0 : 1}\n`);
  const rest = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  return {
    ...Object.fromEntries(rest),
    GTK_THEME: dark ? "Adwaita:dark" : "Adwaita",
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_DATA_HOME: join(home, "data"),
    // Version 2.50 may free a function's retired code while a compiler thread still patches the calls in it (WebKit bugs
    // 307669 and 313063, mended in 2026): then the trainer runs whatever lies there. Kept, the code is only memory.
    JSC_freeRetiredWasmCode: "0",
    // The tests run as root on build machines, where there is no sandbox to be had.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    ...(display ? { DISPLAY: display } : {}),
  };
}

/** An X server that picks a free display and says which. */
async function startDisplay() {
  const server = spawn(program("Xvfb", "XVFB", ["Xvfb"]), ["-displayfd", "1", "-screen", "0", "1920x1200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  stopsAtTheEnd(server);
  const number = await firstLine(server, "Xvfb");
  return { server, name: `:${number}` };
}

function firstLine(child, what) {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${what} ended with ${code} before it was ready.`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
}

/** The driver at a free port, once it answers. */
async function startDriver(env) {
  const port = await freePort();
  const child = spawn(program("WebKitWebDriver", "WEBKIT_DRIVER", ["WebKitWebDriver"]), ["-p", String(port)], {
    env,
    stdio: "ignore",
  });
  stopsAtTheEnd(child);
  const driver = { child, port, ended: false };
  child.on("exit", () => (driver.ended = true));
  child.on("error", () => (driver.ended = true));
  const late = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (status?.ok) return driver;
    if (driver.ended || Date.now() > late) throw new Error("WebKitWebDriver does not answer.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** An address of this machine that browsers do not trust as they trust 127.0.0.1. What is sent to it stays here. */
function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

class WebKit {
  #driver;
  #display;
  #home;
  #idle = [];

  constructor(driver, display, home) {
    this.#driver = driver;
    this.#display = display;
    this.#home = home;
    this.engine = "webkitgtk";
    const address = ownAddress();
    this.plain = address && { host: address, address };
  }

  async name() {
    const session = await this.#session();
    this.#idle.push(session);
    return `${this.engine} ${/\d+\.\d+/.exec(session.capabilities.browserVersion)[0]}`;
  }

  /**
   * A page in a browser that is at hand, or in a fresh one. Each scenario is served at a port of its own, so it is an
   * origin of its own, whose storage nobody has used.
   */
  async page({ width, height }) {
    const session = this.#idle.pop() ?? (await this.#session());
    const send = (method, path, body) => this.#call(method, `/session/${session.sessionId}${path}`, body);
    await send("POST", "/timeouts", { script: 5 * PATIENCE_MS, pageLoad: PATIENCE_MS });
    const page = new WebKitPage(send, () => this.#idle.push(session));
    await page.resize(width, height);
    return page;
  }

  async close() {
    for (const { sessionId } of this.#idle) await this.#call("DELETE", `/session/${sessionId}`).catch(() => {});
    for (const child of [this.#driver.child, this.#display?.server]) {
      if (!child || child.exitCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await gone;
    }
    // Its helper processes end a little later than the driver, and write to the last. Node's own retries delete nothing
    // that came since, so each is a call of its own.
    const late = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        rmSync(this.#home, { recursive: true, force: true });
        return;
      } catch (error) {
        if (error.code !== "ENOTEMPTY" || Date.now() > late) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  #session() {
    return this.#call("POST", "/session", { capabilities: {} });
  }

  async #call(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${this.#driver.port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
}

/** What the protocol calls the keys that are no characters. */
const KEYS = {
  Control: "\uE009", Shift: "\uE008", Alt: "\uE00A", Enter: "\uE007", Tab: "\uE004", Escape: "\uE00C", Space: " ", Backspace: "\uE003",
  ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015", Home: "\uE011", End: "\uE010",
};

class WebKitPage {
  #send;
  #giveBack;

  constructor(send, giveBack) {
    this.#send = send;
    this.#giveBack = giveBack;
  }

  goto(url) {
    return this.#send("POST", "/url", { url });
  }

  reload() {
    return this.#send("POST", "/refresh", {});
  }

  async run(expression) {
    const script = `const done = arguments[0]; Promise.resolve().then(() => (${expression})).then((value) => done({ value }), (error) => done({ error: String(error?.message ?? error) }))`;
    const { value, error } = await this.#send("POST", "/execute/async", { script, args: [] });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async pointer(steps) {
    const actions = steps.map(({ type, x, y }) =>
      type === "move" ? { type: "pointerMove", duration: 0, origin: "viewport", x: Math.round(x), y: Math.round(y) } : { type: type === "down" ? "pointerDown" : "pointerUp", button: 0 },
    );
    await this.#send("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  }

  async keys(strokes) {
    const actions = strokes.flatMap((stroke) => {
      const values = stroke.map((name) => KEYS[name] ?? name);
      return [...values.map((value) => ({ type: "keyDown", value })), ...values.toReversed().map((value) => ({ type: "keyUp", value }))];
    });
    await this.#send("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async upload(selector, paths) {
    const found = await this.#send("POST", "/element", { using: "css selector", value: selector });
    await this.#send("POST", `/element/${Object.values(found)[0]}/value`, { text: paths.join("\n") });
  }

  /** The protocol sets the size of the window, bars and all: it is set until what is inside has the size. */
  async resize(width, height) {
    let [outerWidth, outerHeight] = [width, height];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await this.#send("POST", "/window/rect", { x: 0, y: 0, width: outerWidth, height: outerHeight });
      const [inner, high] = JSON.parse(await this.run("JSON.stringify([innerWidth, innerHeight])"));
      if (inner === width && high === height) return;
      [outerWidth, outerHeight] = [outerWidth + width - inner, outerHeight + height - high];
    }
  }

  async screenshot() {
    return Buffer.from(await this.#send("GET", "/screenshot"), "base64");
  }

  /** The protocol tells nothing of the console: what `watch.mjs` notes in the page is all there is. */
  async complaints() {
    return [];
  }

  /** Leaves an empty window to the next one; a browser that no longer answers is not handed on. */
  async close() {
    try {
      await this.goto("about:blank");
      this.#giveBack();
    } catch {
      await this.#send("DELETE", "").catch(() => {});
    }
  }
}
