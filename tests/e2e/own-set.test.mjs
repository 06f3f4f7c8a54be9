// A test set of one's own: drawings with a label that stay in the browser, are read by the network, and go home.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CPU } from "./support/fixtures.mjs";
import { bars, images, labels } from "./support/idx.mjs";
import { TINY, answered, example, keep, keepDigit, openOwn, said, target } from "./support/pad.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { BLOCKED, FULL } from "./support/storage.mjs";

const scenario = scenarios();

const tiles = (play) => play.page.locator(PART.ownTile);

/** Presses a button and gives the file that comes of it. */
async function download(play, selector) {
  const { name, bytes } = await play.download(play.page.locator(selector));
  return { name, bytes: Buffer.from(bytes) };
}

async function reopen(play) {
  await play.page.goto("about:blank");
  await play.open(CPU);
}

scenario("drawings are kept, read, deleted, put back, and survive a reload", CPU, async (play) => {
  const { page } = play;
  await play.configure(TINY);
  await play.trainTo({ steps: 400 });
  assert.equal(await keep(play).isDisabled(), true);
  await keepDigit(play, 0);
  await keepDigit(play, 1);
  await keepDigit(play, 7, 3);
  assert.equal(await page.locator(PART.ownCount).innerText(), "3 digits");
  assert.equal(await play.page.evaluate(() => document.querySelector(PART.ownTally).textContent.includes("reads")), false, "nobody looks yet");
  await openOwn(play);
  await page.locator(PART.ownTally).filter({ hasText: /reads \d of 3/ }).waitFor();
  const marks = await tiles(play).evaluateAll((all) =>
    all.map((tile) => [PART.thumbnailClass, PART.thumbnailNote].map((part) => tile.querySelector(part).textContent)),
  );
  const right = marks.filter(([, mark]) => mark === "✓").length;
  assert.match(await page.locator(PART.ownTally).innerText(), new RegExp(`reads ${right} of 3`));
  assert.deepEqual(marks.map(([label]) => label), ["0", "1", "3"]);
  assert.match(marks[2][1], /^✗ \d$/, "a seven that is called a three");

  await page.getByRole("button", { name: "Delete this 1" }).click();
  await said(play).filter({ hasText: /deleted/ }).waitFor();
  assert.equal(await tiles(play).count(), 2);
  await page.locator(PART.ownPutBack).click();
  await said(play).filter({ hasText: /is back/ }).waitFor();
  assert.deepEqual(await page.locator(PART.ownClass).allInnerTexts(), ["0", "1", "3"]);
  assert.deepEqual(await violations(page), []);

  await reopen(play);
  await page.locator(PART.ownCount).filter({ hasText: "3 digits" }).waitFor();
  await openOwn(play);
  assert.deepEqual(await page.locator(PART.ownClass).allInnerTexts(), ["0", "1", "3"]);
  await page.locator(PART.ownTally).filter({ hasText: /reads \d of 3/ }).waitFor();
  await tiles(play).nth(1).locator(PART.thumbnail).click();
  assert.equal(await target(play).inputValue(), "1", "on the pad with what it is");
  await answered(play);
});

scenario("the set is read again after a reset and after each epoch, and the pad is answered all the while", CPU, async (play) => {
  await play.configure({ ...TINY, batchSize: 2000 });
  await keepDigit(play, 3);
  await keepDigit(play, 5);
  await openOwn(play);
  await play.page.locator(PART.ownTally).filter({ hasText: /reads \d of 2/ }).waitFor();
  const asked = () => play.page.evaluate(() => window.seen.events("Predict").length);
  const settled = await asked();
  await play.frames(10);
  assert.equal(await asked(), settled, "nothing has changed, so nothing is asked");
  await play.trainTo({ epochs: 2 });
  await play.until("read again", (n) => window.seen.events("Predict").length >= n, settled + 2);
  await play.page.locator(PART.ownTally).filter({ hasText: /reads \d of 2/ }).waitFor();
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
  await page.locator(PART.ownCount).filter({ hasText: "3 digits" }).waitFor();
  await openOwn(play);
  const json = await download(play, PART.ownJson);
  assert.equal(json.name, "my-test-set.json");
  const stored = JSON.parse(json.bytes);
  assert.deepEqual([stored.format, stored.version, stored.drawings.length], ["gradient-playground-drawings", 1, 3]);
  assert.equal(stored.drawings[0].label, "2");
  assert.ok(stored.drawings[0].strokes[0].points.length > 3);
  assert.equal(stored.drawings[2].image.pixels.length, 784);

  const pixels = await download(play, PART.ownImages);
  const classes = await download(play, PART.ownLabels);
  assert.deepEqual([...pixels.bytes.subarray(0, 16)], [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28]);
  assert.equal(pixels.bytes.length, 16 + 3 * 784);
  assert.deepEqual([...classes.bytes], [0, 0, 8, 1, 0, 0, 0, 3, 2, 8, Number(stored.drawings[2].label)]);
  assert.deepEqual([...pixels.bytes.subarray(16 + 2 * 784)], stored.drawings[2].image.pixels);

  // Another browser: everything comes back, once.
  await page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("gradient-playground").onsuccess = done)));
  await reopen(play);
  await page.locator(PART.ownCount).filter({ hasText: "empty" }).waitFor();
  await openOwn(play);
  const file = { name: json.name, mimeType: "application/json", buffer: json.bytes };
  await page.locator(PART.ownImport).setInputFiles(file);
  await said(play).filter({ hasText: "3 drawings added." }).waitFor();
  await page.locator(PART.ownImport).setInputFiles(file);
  await said(play).filter({ hasText: /0 drawings added; 3 of the file were there already/ }).waitFor();
  const again = await download(play, PART.ownJson);
  assert.deepEqual(JSON.parse(again.bytes), stored);

  await page.locator(PART.ownImport).setInputFiles({ ...file, name: "cut.json", buffer: json.bytes.subarray(0, 300) });
  await said(play).filter({ hasText: /cut\.json: this is not a test set/ }).waitFor();
  const worse = { ...stored, drawings: [stored.drawings[0], { label: "4", strokes: [] }] };
  await page.locator(PART.ownImport).setInputFiles({ ...file, name: "bad.json", buffer: Buffer.from(JSON.stringify(worse)) });
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
    window.seen.events("Data").some(({ detail }) => detail.file === "Test" && detail.available === 3 && detail.total === 3),
  );
  assert.equal((await play.experiment()).dataset, "custom");
});

scenario("a set dropped on the page opens; a bad one is told", CPU, async (play) => {
  const drop = (name, content) =>
    play.page.evaluate(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], name));
        document.querySelector(PART.page).dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
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
  assert.equal(await play.page.locator(PART.ownList).isVisible(), true, "the fold has opened");
  await drop("newer.json", JSON.stringify({ ...set, version: 2 }));
  await play.page.locator(PART.notices).getByText(/newer\.json: this test set is of version 2/).waitFor();
  assert.equal(await tiles(play).count(), 1);
});

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
    await play.page.locator(PART.ownTally).filter({ hasText: /reads \d of 1/ }).waitFor();
    const { bytes } = await download(play, PART.ownJson);
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
  await page.locator(PART.ownCount).filter({ hasText: "3 drawings" }).waitFor();
  await openOwn(play);
  assert.equal(await page.locator(PART.brokenOwnTile).count(), 2);
  await page.locator(PART.ownTileOfVersion9).waitFor();
  await page.locator(PART.ownTally).filter({ hasText: /reads \d of 1/ }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.locator(PART.deleteBrokenOwnTile).first().click();
  await said(play).filter({ hasText: /deleted/ }).waitFor();
  await reopen(play);
  await page.locator(PART.ownCount).filter({ hasText: "2 drawings" }).waitFor();
  await keepDigit(play, 1);
  assert.equal(await page.locator(PART.ownCount).innerText(), "3 drawings", "the record of a later version is left as it is");
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
  await play.page.locator(PART.ownCount).filter({ hasText: "1 digit" }).waitFor();
});
