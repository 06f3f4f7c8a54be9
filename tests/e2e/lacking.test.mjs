// What browsers lack: on plain http hosts, in older versions, or because somebody has switched it off.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PLAIN_HOST } from "./support/browser.mjs";
import { DATA, HAS_MNIST } from "./support/environment.mjs";
import { CLIPBOARD, CPU } from "./support/fixtures.mjs";
import { answered } from "./support/pad.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";

const scenario = scenarios();

/** Opens the page anew as a browser sees it to which `change` has happened. */
async function reopen(play, change, options = CPU) {
  await play.page.addInitScript(change);
  await play.page.goto("about:blank");
  return play.open(options);
}

// Drawing

/** A line down the middle with a point every fortieth of the pad. */
const LINE = Array.from({ length: 25 }, (_, i) => [0.5, 0.2 + i * 0.025]);

/** How far down the pad there is ink, in shares of its height. */
async function inked(play) {
  await play.frames(2);
  return play.pad.evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const rows = new Set();
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) rows.add(Math.floor((i - 3) / 4 / canvas.width));
    return rows.size / canvas.height;
  });
}

async function draws(play) {
  assert.equal(await play.page.evaluate(() => "getCoalescedEvents" in PointerEvent.prototype), false, "it is missing here");
  await play.trainTo({ steps: 10 });
  await play.draw([LINE]);
  assert.ok((await inked(play)) > 0.5, "a line and not a dot");
  await answered(play);
  const first = await play.page.locator(PART.bars).innerText();
  await play.clear();
  await play.drawDigit(3);
  await answered(play);
  assert.notEqual(await play.page.locator(PART.bars).innerText(), first, "the answer is about the new drawing");
}

scenario("on a plain http host one draws as anywhere", { ...CPU, host: PLAIN_HOST }, draws);

scenario("where moves come one by one, as in Safari before 18.2, one draws too", CPU, async (play) => {
  await reopen(play, () => delete PointerEvent.prototype.getCoalescedEvents);
  await draws(play);
});

// The link

/** WebKit lets a page copy only within the handler of a press. */
const STRICT = () => {
  // Of the blank page in between.
  if (!window.Clipboard) return;
  const write = Clipboard.prototype.writeText;
  Clipboard.prototype.writeText = function (text) {
    const pressed = window.event?.type === "click";
    return pressed ? write.call(this, text) : Promise.reject(new DOMException("not in a press", "NotAllowedError"));
  };
};

for (const [way, press] of Object.entries({
  "the mouse": (play) => play.share.click(),
  "a key": async (play) => {
    await play.share.focus();
    await play.page.keyboard.press("Enter");
  },
})) {
  scenario(`Share copies by ${way} where only a press may copy`, { ...CPU, context: CLIPBOARD }, async (play) => {
    await reopen(play, STRICT);
    await play.configure({ seed: 77 });
    await press(play);
    await play.page.getByText(/^Copied\./).waitFor();
    const link = await play.page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /#v=1.*seed=77/);
    assert.equal(await play.page.locator(PART.link).inputValue(), link);
  });

  scenario(`without a clipboard ${way} opens the link selected, to be copied by hand`, { ...CPU, host: PLAIN_HOST }, async (play) => {
    assert.equal(await play.page.evaluate(() => navigator.clipboard), undefined, "there is none here");
    await play.configure({ seed: 78 });
    await press(play);
    await play.page.getByText(/Ctrl\+C.*⌘C/).waitFor();
    await play.until("the whole link is selected", () => /seed=78/.test(getSelection().toString()));
    assert.equal(await play.page.evaluate(() => document.activeElement.id), "link");
  });
}

scenario("a clipboard that refuses leaves the link selected too", CPU, async (play) => {
  await reopen(play, () => {
    if (window.Clipboard) Clipboard.prototype.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await play.share.click();
  await play.page.getByText(/Ctrl\+C.*⌘C/).waitFor();
  await play.until("the whole link is selected", () => /#v=1/.test(getSelection().toString()));
});

scenario("the sheet of Share closes when the one of Save and export opens", { ...CPU, context: { viewport: { width: 1000, height: 800 } } }, async (play) => {
  await play.share.click();
  await play.page.locator(PART.shareHome).click();
  await play.page.locator(PART.home).waitFor();
  assert.equal(await play.page.locator(PART.shareFold).evaluate((sheet) => sheet.open), false);
});

// What the page cannot do without

const FLOOR = /Chrome or Edge 96, Firefox 98 or Safari 16\.4/;

/** The sentence beside what it is about. */
const LACKS = {
  "no WebAssembly": [/lacks WebAssembly or/, () => delete window.WebAssembly],
  "no SIMD": [
    /lacks WebAssembly SIMD/,
    () => {
      // 0xfd begins every SIMD instruction.
      const knows = (bytes) => !new Uint8Array(bytes.buffer ?? bytes).includes(0xfd);
      const validate = WebAssembly.validate;
      WebAssembly.validate = (bytes) => knows(bytes) && validate(bytes);
      const refused = () => Promise.reject(new WebAssembly.CompileError("wasm validation error: at offset 1: unrecognized opcode: fd c"));
      Object.assign(WebAssembly, { compile: refused, instantiate: refused, compileStreaming: refused, instantiateStreaming: refused });
    },
  ],
  "no reference types": [
    /lacks WebAssembly reference types/,
    () => {
      const validate = WebAssembly.validate;
      WebAssembly.validate = (bytes) => !new Uint8Array(bytes.buffer ?? bytes).includes(0x6f) && validate(bytes);
    },
  ],
  "no module scripts": [/lacks JavaScript modules/, () => delete HTMLScriptElement.prototype.noModule],
  "no workers": [/lacks Web Workers/, () => delete window.Worker],
  "no dialogs": [/lacks dialogs/, () => delete window.HTMLDialogElement],
  "no ResizeObserver": [/lacks ResizeObserver/, () => delete window.ResizeObserver],
};

for (const [name, [words, change]] of Object.entries(LACKS)) {
  // The page's own scripts stumble over it too.
  const tolerates = [/uncaught|console/];
  scenario(`a browser with ${name} is told so, and which ones to take`, { ...CPU, tolerates }, async (play) => {
    await play.page.addInitScript(change);
    await play.page.goto("about:blank");
    // The page's own module is kept away: what it would do here is not asked.
    await play.page.route(/playground-[^/]*\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "export default () => Promise.reject(new Error('cannot start'));" }));
    await play.page.goto(`${play.server.origin}/`);
    const said = play.page.getByRole("alert");
    await said.filter({ hasText: words }).waitFor();
    await play.frames(2);
    const text = await said.innerText();
    assert.match(text, words);
    assert.match(text, FLOOR);
    assert.doesNotMatch(text, /connection/);
  });
}

scenario("what did not arrive is still told with the advice to look at the connection", { ...CPU, tolerates: [/uncaught|console/] }, async (play) => {
  await play.page.goto("about:blank");
  await play.page.route(/playground-[^/]*\.wasm$/, (route) => route.abort());
  await play.page.goto(`${play.server.origin}/`);
  await play.page.getByRole("alert").filter({ hasText: /could not start.*Check the connection/ }).waitFor();
});

/** The parts of JavaScript that came after 2009 and that a script for old browsers must do without. */
const NEWER = /=>|`|\?\.|\?\?|\blet\b|\bconst\b|\bclass\b|\basync\b|\.\.\./;

scenario("what tells old browsers so is written for old browsers", CPU, async (play) => {
  const response = await play.page.request.get(`${play.server.origin}/opening.js`);
  const code = (await response.text()).replace(/\/\/.*$/gm, "").replace(/"[^"\n]*"/g, '""');
  assert.ok(code.length > 500);
  assert.doesNotMatch(code, NEWER);
});

// Unpacking

const NO_UNPACKER = () => delete window.DecompressionStream;

scenario("without DecompressionStream the built-in digits are used, and a sentence says why", { ...CPU, serve: { sets: ["mnist"] }, skip: HAS_MNIST ? undefined : "MNIST is not at hand" }, async (play) => {
  await reopen(play, NO_UNPACKER);
  const notice = play.notice(/cannot unpack.*DecompressionStream/);
  await notice.waitFor();
  const text = await notice.innerText();
  assert.match(text, /Chrome and Edge.*80, Firefox.*113.*Safari.*16\.4/);
  assert.match(text, /built-in digits/);
  assert.doesNotMatch(text, /damaged|copy the file again/);
  await play.ready();
  assert.equal((await play.experiment()).dataset, "synthetic");
  assert.equal((await play.trainTo({ steps: 5 })).step, 5);
});

scenario("without DecompressionStream unpacked files are read, and packed ones told apart", { ...CPU, skip: HAS_MNIST ? undefined : "MNIST is not at hand" }, async (play) => {
  await reopen(play, NO_UNPACKER);
  const names = ["t10k-labels-idx1-ubyte", "t10k-images-idx3-ubyte"];
  const packed = names.map((name) => ({ name: `${name}.gz`, mimeType: "application/gzip", buffer: readFileSync(join(DATA, "mnist", `${name}.gz`)) }));
  await play.fileInput.first().setInputFiles(packed);
  await play.notice(/cannot unpack.*unpacked already/).waitFor();
  await play.fileInput.first().setInputFiles(packed.map(({ name, buffer }) => ({ name: name.slice(0, -3), mimeType: "application/octet-stream", buffer: gunzipSync(buffer) })));
  await play.notice(/10000 training images/).waitFor();
  assert.equal((await play.trainTo({ steps: 2 })).step, 2);
  assert.equal((await play.experiment()).dataset, "custom");
});

scenario("where colours are not mixed the layers' curves take the colour of their loss", CPU, async (play) => {
  await reopen(play, () => {
    const supports = CSS.supports;
    CSS.supports = (...all) => !all.join().includes("color-mix") && supports.apply(CSS, all);
  });
  await play.trainTo({ steps: 40 });
  const colors = await play.chart(/^Gradient norm/).locator(PART.chartLegendSample).evaluateAll((all) => all.map((sample) => getComputedStyle(sample).color));
  assert.ok(colors.length >= 4, `${colors}`);
  assert.deepEqual(new Set(colors), new Set(["rgb(0, 114, 178)", "rgb(200, 85, 0)"]));
});

// "Why?"

scenario("without popovers the sheet of a Why? opens by its button, and closes again", CPU, async (play) => {
  await reopen(play, () => delete HTMLElement.prototype.popover);
  const [button, sheet] = [play.page.locator(PART.whyLossButton), play.page.locator(PART.whyLoss)];
  assert.equal(await sheet.isVisible(), false);
  await button.click();
  await sheet.waitFor();
  const box = await sheet.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 1280 && box.y + box.height <= 800, JSON.stringify(box));
  await play.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await button.click();
  await sheet.waitFor();
  await play.share.focus();
  await sheet.waitFor({ state: "hidden" });
});

// Colours and layout in browsers of 2021 to 2023

/** What these browsers do not read in a style sheet. */
const NEW_CSS = /light-dark\(|color-mix\(|oklab|:has\(|\bsubgrid\b|@container|@layer|\d(lh|dvh|cqw)\b|" \/ ""/g;

const LOOKS = {
  light: { paper: "rgb(246, 246, 243)", surface: "rgb(255, 255, 255)", ink: "rgb(27, 29, 33)", line: "rgb(221, 220, 214)", edge: "rgb(138, 142, 150)", pad: "rgb(255, 255, 255)", accent: "rgb(0, 90, 143)" },
  dark: { paper: "rgb(20, 22, 26)", surface: "rgb(28, 31, 37)", ink: "rgb(236, 238, 241)", line: "rgb(50, 54, 63)", edge: "rgb(109, 115, 128)", pad: "rgb(0, 0, 0)", accent: "rgb(108, 184, 234)" },
};

for (const [colorScheme, wanted] of Object.entries(LOOKS)) {
  scenario(`older style sheets have every colour: ${colorScheme}`, { ...CPU, context: { colorScheme } }, async (play) => {
    await play.page.goto("about:blank");
    await play.page.route(/\.css$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(NEW_CSS, "unheard-of") });
    });
    await play.open(CPU);
    await play.trainTo({ steps: 200 });
    const look = await play.page.evaluate(() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      return {
        paper: style("body").backgroundColor,
        surface: style(PART.panel).backgroundColor,
        ink: style("body").color,
        line: style(PART.panel).borderTopColor,
        edge: style(PART.padFrame).borderTopColor,
        pad: style(PART.padFrame).backgroundColor,
        accent: style(PART.train).backgroundColor,
        // Firefox draws a light strip in the dark where the page names no colours.
        scrollbar: style(PART.settingsPanel).scrollbarColor,
      };
    });
    assert.deepEqual(look, { ...wanted, scrollbar: `${wanted.edge} ${wanted.surface}` });

    await play.drawDigit(3);
    await answered(play);
    const rows = await play.page.locator(PART.bar).evaluateAll((all) =>
      all.map((row) => [...row.children].map((part) => { const { left, top, width } = part.getBoundingClientRect(); return { left, top, width }; })),
    );
    for (const [name, track, value] of rows) {
      assert.ok(name.left < track.left && track.left < value.left && track.width > 80, "name, bar and value stand side by side");
      assert.ok(Math.abs(name.top - value.top) < 8, "in one row");
    }
    const starts = new Set(rows.map(([, track]) => Math.round(track.left)));
    assert.equal(starts.size, 1, "the bars begin below each other");

    await play.show("Mistakes made");
    await play.until("all test images", () => /, all /.test(document.querySelector(PART.evaluateSaid).textContent));
    const shades = await play.page.evaluate(() => {
      const shade = (id) => getComputedStyle(document.getElementById(id), "::before");
      return [shade("cell-0-0").backgroundColor, Number(shade("cell-0-0").opacity)];
    });
    assert.match(shades[0], /^rgb\(/);
    assert.ok(shades[1] > 0.2, `the diagonal is shaded: ${shades}`);
  });
}

scenario("colours follow the theme that is set on the page, against the system's", { ...CPU, context: { colorScheme: "dark" } }, async (play) => {
  const paper = () => play.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await play.page.evaluate(() => document.documentElement.setAttribute("data-theme", "light"));
  assert.equal(await paper(), LOOKS.light.paper);
  assert.equal(await play.page.evaluate(() => getComputedStyle(document.querySelector(PART.pad)).filter), "none");
  await play.page.emulateMedia({ colorScheme: "light" });
  await play.page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  assert.equal(await paper(), LOOKS.dark.paper);
  assert.equal(await play.page.evaluate(() => getComputedStyle(document.querySelector(PART.pad)).filter), "invert(1)");
});
