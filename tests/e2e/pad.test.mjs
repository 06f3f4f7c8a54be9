// The pad beyond drawing: surprise, the last drawings, a test set of one's own, answers while it trains, and a
// network that has never seen a digit.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "./support/axe.mjs";
import { HAS_FASHION } from "./support/environment.mjs";
import { bars, images, labels } from "./support/idx.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();

const CPU = { backend: "cpu" };
const TINY = { model: "16-relu", batchSize: 64, reportEvery: 20 };

const example = (play) => play.page.locator("#example");
const target = (play) => play.page.locator("#target");
const surprise = (play) => play.page.locator("#surprise");
const strip = (play) => play.page.locator("#strip li");
const tiles = (play) => play.page.locator("#own-list .own-tile");
const keep = (play) => play.page.locator("#keep-drawing");
const said = (play) => play.page.locator("#own-said");
const best = (play) => play.page.locator("#bars .answer-row.best .answer-class");

/** Waits until the bars are about what is on the pad. */
function answered(play) {
  return play.until("an answer to the drawing", () => {
    const count = (wanted) => window.seen.messages.filter(({ name }) => name === wanted).length;
    return count("Predict") > 0 && count("Predict") === count("Prediction") && document.querySelector("#bars .answer-row.best");
  });
}

/** Presses a button and gives the file that comes of it. */
async function download(play, id) {
  const coming = play.page.waitForEvent("download");
  await play.page.locator(id).click();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Draws a digit and keeps it as `label`. */
async function keepDigit(play, digit, label = digit) {
  const before = await play.page.evaluate(() => document.querySelectorAll("#own-list .own-tile").length);
  await play.drawDigit(digit);
  await target(play).selectOption(String(label));
  await keep(play).click();
  await play.until("it is in the set", (n) => document.querySelectorAll("#own-list .own-tile").length === n, before + 1);
  await said(play).filter({ hasText: `Kept as “${label}”` }).waitFor({ state: "attached" });
  await play.clear();
}

const openOwn = (play) => play.page.locator("#own-title").click();

async function reopen(play) {
  await play.page.goto("about:blank");
  await play.open(CPU);
}

scenario("the surprise is −ln of the probability of what it is meant to be", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 60 });
  await surprise(play).filter({ hasText: /Choose what it is, or press/ }).waitFor();
  await play.drawDigit(3);
  await answered(play);
  const rows = await play.page.locator("#bars .answer-row").evaluateAll((all) =>
    all.map((row) => parseFloat(row.querySelector(".answer-value").textContent) / 100),
  );
  for (const [digit, p] of rows.entries()) {
    await target(play).selectOption(String(digit));
    await surprise(play).filter({ hasText: /nats/ }).waitFor();
    const [, figure] = /= (\S+) nats/.exec(await surprise(play).innerText());
    const [low, high] = [-Math.log(p + 0.0006), p > 0.0006 ? -Math.log(p - 0.0006) : Infinity];
    assert.ok(Number(figure) >= low - 0.01 && Number(figure) <= high * 1.01, `${figure} for ${p}`);
  }
  await play.page.locator("#bars .answer-row").nth(7).click();
  assert.equal(await target(play).inputValue(), "7", "a press on a bar chooses its class");
  assert.equal(await play.page.locator("#bars .answer-row.target .answer-class").innerText(), "7");

  const before = await surprise(play).innerText();
  await play.trainTo({ steps: 100 });
  await play.until("another surprise", (text) => document.querySelector("#surprise").textContent !== text, before);
  await play.clear();
  assert.equal(await target(play).inputValue(), "", "the next drawing may be something else");

  await example(play).selectOption("test");
  const name = await play.page.locator(".seen figcaption").innerText();
  const [, label] = /test image \d+, (\d)/.exec(name);
  assert.equal(await target(play).inputValue(), label, "an image of the data brings its label");

  await play.configure({ output: "linear", loss: "mse" });
  await surprise(play).filter({ hasText: /no probabilities/ }).waitFor();
});

scenario("the last drawings stay, and come back", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 200 });
  await play.page.getByText(/the drawing stays here/).waitFor();
  const jumped = () => play.page.evaluate(() => {
    const top = (id) => document.getElementById(id).getBoundingClientRect().top;
    return top("own-set") - top("draw-title");
  });
  const place = await jumped();

  await play.drawDigit(1);
  await answered(play);
  const one = await best(play).innerText();
  await play.clear();
  assert.equal(await strip(play).count(), 1);
  assert.equal(await strip(play).first().locator(".thumbnail-class").innerText(), one);
  assert.match(await strip(play).first().locator(".thumbnail-note").innerText(), /^\d+\.\d %$/);
  assert.equal(await jumped(), place, "nothing below has moved");

  // Replaced before the answer can have come: it is read all the same.
  await example(play).selectOption("0");
  await example(play).selectOption("7");
  await play.until("the zero is read", () => /^\d/.test(document.querySelector("#strip .thumbnail-class").textContent));
  assert.equal(await strip(play).count(), 2);

  // The oldest one, by keyboard; what was there takes its place in the strip.
  await strip(play).nth(1).locator("button").focus();
  await play.page.keyboard.press("Enter");
  await answered(play);
  assert.equal(await best(play).innerText(), one);
  assert.equal(await strip(play).count(), 2, "the seven and the zero");
  await play.button("Undo").click();
  assert.equal(await strip(play).count(), 2, "one stroke less changes nothing there");
  await play.button("Undo").click();
  assert.equal(await target(play).inputValue(), "7", "the seven is back on the pad");
  assert.equal(await strip(play).count(), 2, "and the one in its old place");
  assert.equal(await strip(play).nth(1).locator(".thumbnail-class").innerText(), one);

  for (let i = 0; i < 10; i += 1) await example(play).selectOption(String(i));
  assert.equal(await strip(play).count(), 8);
  assert.equal(await jumped(), place);
});

scenario("drawings are kept, read, deleted, put back, and survive a reload", CPU, async (play) => {
  const { page } = play;
  await play.configure(TINY);
  await play.trainTo({ steps: 400 });
  assert.equal(await keep(play).isDisabled(), true);
  await keepDigit(play, 0);
  await keepDigit(play, 1);
  await keepDigit(play, 7, 3);
  assert.equal(await page.locator("#own-count").innerText(), "3 digits");
  assert.equal(await play.page.evaluate(() => document.querySelector("#own-tally").textContent.includes("reads")), false, "nobody looks yet");
  await openOwn(play);
  await page.locator("#own-tally").filter({ hasText: /reads \d of 3/ }).waitFor();
  const marks = await tiles(play).evaluateAll((all) =>
    all.map((tile) => ["class", "note"].map((part) => tile.querySelector(`.thumbnail-${part}`).textContent)),
  );
  const right = marks.filter(([, mark]) => mark === "✓").length;
  assert.match(await page.locator("#own-tally").innerText(), new RegExp(`reads ${right} of 3`));
  assert.deepEqual(marks.map(([label]) => label), ["0", "1", "3"]);
  assert.match(marks[2][1], /^✗ \d$/, "a seven that is called a three");

  await page.getByRole("button", { name: "Delete this 1" }).click();
  await said(play).filter({ hasText: /deleted/ }).waitFor();
  assert.equal(await tiles(play).count(), 2);
  await page.locator("#own-put-back").click();
  await said(play).filter({ hasText: /is back/ }).waitFor();
  assert.deepEqual(await page.locator("#own-list .thumbnail-class").allInnerTexts(), ["0", "1", "3"]);
  assert.deepEqual(await violations(page), []);

  await reopen(play);
  await page.locator("#own-count").filter({ hasText: "3 digits" }).waitFor();
  await openOwn(play);
  assert.deepEqual(await page.locator("#own-list .thumbnail-class").allInnerTexts(), ["0", "1", "3"]);
  await page.locator("#own-tally").filter({ hasText: /reads \d of 3/ }).waitFor();
  await tiles(play).nth(1).locator(".thumbnail").click();
  assert.equal(await target(play).inputValue(), "1", "on the pad with what it is");
  await answered(play);
});

scenario("the set is read again after a reset and after each epoch, and the pad is answered all the while", CPU, async (play) => {
  await play.configure({ ...TINY, batchSize: 2000 });
  await keepDigit(play, 3);
  await keepDigit(play, 5);
  await openOwn(play);
  await play.page.locator("#own-tally").filter({ hasText: /reads \d of 2/ }).waitFor();
  const asked = () => play.page.evaluate(() => window.seen.messages.filter(({ name }) => name === "Predict").length);
  const settled = await asked();
  await play.frames(10);
  assert.equal(await asked(), settled, "nothing has changed, so nothing is asked");
  await play.trainTo({ epochs: 2 });
  await play.until("read again", (n) => window.seen.messages.filter(({ name }) => name === "Predict").length >= n, settled + 2);
  await play.page.locator("#own-tally").filter({ hasText: /reads \d of 2/ }).waitFor();
  const epochs = (await asked()) - settled;
  assert.ok(epochs <= 12, `${epochs} questions for 18 steps: not at every step`);
  const log = await play.page.evaluate(() => window.seen.messages.map(({ from, name }) => `${from} ${name}`));
  let open = 0;
  for (const entry of log) {
    if (entry === "page Predict") open += 1;
    if (entry === "trainer Prediction") open -= 1;
    assert.ok(open <= 1, "at most one question is open");
  }
});

scenario("the set goes home as JSON and as IDX files, and comes back", CPU, async (play) => {
  const { page } = play;
  await keepDigit(play, 2);
  await keepDigit(play, 8);
  await example(play).selectOption("test");
  await keep(play).click();
  await page.locator("#own-count").filter({ hasText: "3 digits" }).waitFor();
  await openOwn(play);
  const json = await download(play, "#own-json");
  assert.equal(json.name, "my-test-set.json");
  const stored = JSON.parse(json.bytes);
  assert.deepEqual([stored.format, stored.version, stored.drawings.length], ["gradient-playground-drawings", 1, 3]);
  assert.equal(stored.drawings[0].label, "2");
  assert.ok(stored.drawings[0].strokes[0].points.length > 3);
  assert.equal(stored.drawings[2].image.pixels.length, 784);

  const pixels = await download(play, "#own-images");
  const classes = await download(play, "#own-labels");
  assert.deepEqual([...pixels.bytes.subarray(0, 16)], [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  assert.equal(pixels.bytes.length, 16 + 3 * 784);
  assert.deepEqual([...classes.bytes], [0, 0, 8, 1, 0, 0, 0, 3, 2, 8, Number(stored.drawings[2].label)]);
  assert.deepEqual([...pixels.bytes.subarray(16 + 2 * 784)], stored.drawings[2].image.pixels);

  // Another browser: everything comes back, once.
  await page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("gradient-playground").onsuccess = done)));
  await reopen(play);
  await page.locator("#own-count").filter({ hasText: "empty" }).waitFor();
  await openOwn(play);
  const file = { name: json.name, mimeType: "application/json", buffer: json.bytes };
  await page.locator("#own-import").setInputFiles(file);
  await said(play).filter({ hasText: "3 drawings added." }).waitFor();
  await page.locator("#own-import").setInputFiles(file);
  await said(play).filter({ hasText: /0 drawings added; 3 of the file were there already/ }).waitFor();
  const again = await download(play, "#own-json");
  assert.deepEqual(JSON.parse(again.bytes), stored);

  await page.locator("#own-import").setInputFiles({ ...file, name: "cut.json", buffer: json.bytes.subarray(0, 300) });
  await said(play).filter({ hasText: /cut\.json: this is no test set/ }).waitFor();
  const worse = { ...stored, drawings: [stored.drawings[0], { label: "4", strokes: [] }] };
  await page.locator("#own-import").setInputFiles({ ...file, name: "bad.json", buffer: Buffer.from(JSON.stringify(worse)) });
  await said(play).filter({ hasText: /bad\.json: drawing number 2 cannot be used: nothing is drawn in it/ }).waitFor();
  assert.equal(await tiles(play).count(), 3);

  // The playground's own loader reads them.
  const many = bars(600);
  await play.fileInput.setInputFiles([
    { name: "train-images", mimeType: "", buffer: images(many.pixels) },
    { name: "train-labels", mimeType: "", buffer: labels(many.classes) },
    { name: `test-${pixels.name}`, mimeType: "", buffer: pixels.bytes },
    { name: `test-${classes.name}`, mimeType: "", buffer: classes.bytes },
  ]);
  await play.until("the three to test on", () =>
    window.seen.messages.some(({ name, detail }) => name === "Data" && detail.file === "Test" && detail.available === 3 && detail.total === 3),
  );
  assert.equal((await play.experiment()).dataset, "custom");
});

scenario("a set dropped on the page opens; a bad one is told", CPU, async (play) => {
  const drop = (name, content) =>
    play.page.evaluate(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name));
        document.querySelector(".page").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
      [name, content],
    );
  const set = {
    format: "gradient-playground-drawings",
    version: 1,
    drawings: [{ label: "1", strokes: [{ points: [[0.5, 0.2], [0.5, 0.8]], width: 0.07 }] }],
  };
  await drop("mine.json", JSON.stringify(set));
  await said(play).filter({ hasText: "1 drawing added." }).waitFor();
  assert.equal(await play.page.locator("#own-list").isVisible(), true, "the fold has opened");
  await drop("newer.json", JSON.stringify({ ...set, version: 2 }));
  await play.page.locator("#notices").getByText(/newer\.json: this test set is of version 2/).waitFor();
  assert.equal(await tiles(play).count(), 1);
});

/** Runs in the page before its own scripts: a storage that refuses. */
const BLOCKED = () => {
  const refuse = () => {
    throw new DOMException("blocked by a test", "SecurityError");
  };
  Object.defineProperty(IDBFactory.prototype, "open", { value: refuse });
};

/** A storage that is full. */
const FULL = () => {
  Object.defineProperty(IDBObjectStore.prototype, "put", {
    value() {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
};

for (const [name, spoil, words] of [
  ["blocked", BLOCKED, /keeps nothing for the page \(SecurityError\).*in this page only/],
  ["full", FULL, /storage for this page is full.*in this page only/],
]) {
  scenario(`a set in storage that is ${name} stays in the page`, CPU, async (play) => {
    await play.page.addInitScript(spoil);
    await reopen(play);
    await play.drawDigit(4);
    await target(play).selectOption("4");
    await keep(play).click();
    await openOwn(play);
    await said(play).filter({ hasText: words }).waitFor();
    await play.page.locator("#own-tally").filter({ hasText: /reads \d of 1/ }).waitFor();
    const { bytes } = await download(play, "#own-json");
    assert.equal(JSON.parse(bytes).drawings[0].label, "4");
  });
}

scenario("what is damaged in the storage spoils nothing else, and can be deleted", CPU, async (play) => {
  const { page } = play;
  await keepDigit(play, 6);
  await page.evaluate(async () => {
    const done = (request) => new Promise((good, bad) => Object.assign(request, { onsuccess: () => good(request.result), onerror: bad }));
    const database = await done(indexedDB.open("gradient-playground"));
    const store = database.transaction("drawings", "readwrite").objectStore("drawings");
    await done(store.put("no JSON", 7));
    await done(store.put('{"format": "gradient-playground-drawings", "version": 9, "all": "new"}', 8));
    database.close();
  });
  await reopen(play);
  await page.locator("#own-count").filter({ hasText: "3 drawings" }).waitFor();
  await openOwn(play);
  assert.equal(await page.locator(".own-tile.broken").count(), 2);
  await page.locator(".own-tile.broken .thumbnail[title*='version 9']").waitFor();
  await page.locator("#own-tally").filter({ hasText: /reads \d of 1/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.locator(".own-tile.broken .own-delete").first().click();
  await said(play).filter({ hasText: /deleted/ }).waitFor();
  await reopen(play);
  await page.locator("#own-count").filter({ hasText: "2 drawings" }).waitFor();
  await keepDigit(play, 1);
  assert.equal(await page.locator("#own-count").innerText(), "3 drawings", "the record of a later version is left as it is");
});

scenario("a database of version 1 keeps its checkpoints when drawings join them", CPU, async (play) => {
  await play.configure({ model: "8-tanh", batchSize: 100 });
  await play.trainTo({ steps: 5 });
  await play.script((p) => p.save("old"));
  // As the first version of this page left it.
  await play.page.evaluate(async () => {
    const done = (request) => new Promise((good, bad) => Object.assign(request, { onsuccess: () => good(request.result), onerror: bad }));
    const stores = ["checkpoint-heads", "checkpoints"];
    const now = await done(indexedDB.open("gradient-playground"));
    const kept = [];
    for (const store of stores) {
      const both = now.transaction(stores).objectStore(store);
      kept.push([store, await done(both.getAllKeys()), await done(both.getAll())]);
    }
    now.close();
    await done(indexedDB.deleteDatabase("gradient-playground"));
    const opening = indexedDB.open("gradient-playground", 1);
    opening.onupgradeneeded = () => stores.forEach((store) => opening.result.createObjectStore(store));
    const old = await done(opening);
    for (const [store, keys, values] of kept) {
      for (const [i, key] of keys.entries()) {
        await done(old.transaction(store, "readwrite").objectStore(store).put(values[i], key));
      }
    }
    if (old.version !== 1) throw new Error("not version 1");
    old.close();
  });
  await reopen(play);
  await keepDigit(play, 9);
  assert.match(await play.script((p) => p.load("old")), /“old” is loaded/);
  assert.equal(await play.step(), 5);
  await reopen(play);
  await play.page.locator("#own-count").filter({ hasText: "1 digit" }).waitFor();
});

scenario("the bars move while it trains, however rarely it reports", CPU, async (play, t) => {
  await play.configure({ model: "128-relu,64-relu", batchSize: 64, reportEvery: 1000 });
  await play.drawDigit(8);
  await answered(play);
  await play.train.click();
  await play.reach(1);
  const seen = await play.page.evaluate(async () => {
    const answers = () => window.seen.messages.filter(({ from, name }) => from === "trainer" && name === "Prediction");
    const before = answers().length;
    const begin = performance.now();
    while (performance.now() - begin < 3000) await new Promise(requestAnimationFrame);
    return answers().slice(before).map(({ detail }) => detail.step);
  });
  t.diagnostic(`${seen.length} answers in 3 s, about steps ${seen[0]} to ${seen.at(-1)}`);
  assert.ok(seen.length >= 30, `${seen.length} answers in 3 s`);
  assert.ok(new Set(seen).size >= 20, "about a network that moves on");
  assert.ok(seen.every((step, i) => i === 0 || step >= seen[i - 1]));
  assert.equal(await play.pause.isVisible(), true, "it still trains");
  await play.clear();
  await play.frames(3);
  const quiet = await play.page.evaluate(async () => {
    const asked = () => window.seen.messages.filter(({ name }) => name === "Predict").length;
    const before = asked();
    const begin = performance.now();
    while (performance.now() - begin < 300) await new Promise(requestAnimationFrame);
    return asked() - before;
  });
  assert.equal(quiet, 0, "an empty pad asks nothing");
});

scenario(
  "a network that has seen only clothes says so, and offers test images to edit",
  { ...CPU, serve: { sets: ["fashion-mnist"] }, skip: HAS_FASHION ? false : "needs Fashion-MNIST" },
  async (play) => {
    const { page } = play;
    await play.configure({ dataset: "fashion-mnist", ...TINY });
    await page.getByText(/This network expects clothes/).waitFor();
    await play.trainTo({ steps: 300 });
    await play.drawDigit(8);
    await page.getByText(/seen only clothes; drawings are none/).waitFor();
    assert.equal(await example(play).locator("option", { hasText: /^8$/ }).count(), 0, "no digits are offered");

    await play.until("all test images", () => window.seen.messages.some(({ name, detail }) => name === "Data" && detail.file === "Test" && detail.available === 10_000));
    await example(play).selectOption({ label: "A test image: Trouser" });
    await page.locator(".seen figcaption").getByText(/test image \d+, Trouser/).waitFor();
    assert.equal(await target(play).locator("option:checked").innerText(), "Trouser");
    await page.getByText("probability, by class", { exact: true }).waitFor();
    await answered(play);

    // It is the image that the trainer has under that number, and of that class.
    const [, index] = /test image (\d+)/.exec(await page.locator(".seen figcaption").innerText());
    const told = await play.script(async (p, wanted) => {
      const all = await p.examine("test");
      const at = all.indices.indexOf(wanted);
      return { label: all.labels[at], taken: [...all.logits.slice(10 * at, 10 * at + 10)] };
    }, Number(index));
    assert.equal(told.label, 1);
    const shown = await best(play).innerText();
    const names = await page.locator("#bars .answer-class").allInnerTexts();
    assert.equal(names.indexOf(shown), told.taken.indexOf(Math.max(...told.taken)));

    await keep(play).click();
    await page.locator("#own-count").filter({ hasText: "1 drawing" }).waitFor();
    await openOwn(play);
    await page.locator("#own-tally").filter({ hasText: /reads \d of 1/ }).waitFor();
    await play.configure({ dataset: "synthetic" });
    await page.locator("#own-tally").filter({ hasText: /None of them is of a class of this data set/ }).waitFor();
    assert.equal(await target(play).inputValue(), "", "a trouser is no digit");
  },
);
