// Data sets: hosted ones that stream in, people's own files, and files that cannot be used.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { violations } from "./support/axe.mjs";
import { HAS_MNIST } from "./support/environment.mjs";
import { TRAINING_IMAGES } from "./support/fixtures.mjs";
import { bars, barsAsMnist, bomb, images, labels, spots } from "./support/idx.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

// MNIST where it is at hand; else a stand-in of the same size, so that these tests run anywhere.
const SETS = HAS_MNIST ? ["mnist"] : { mnist: barsAsMnist() };
const SETTINGS = { preset: "mlp-784-128-64-10", dataset: "mnist", reportEvery: 1 };

/** The losses with every image at hand from the beginning. */
const whole = scenario.reference({ backend: "cpu", serve: { sets: SETS } }, async (play) => {
  await play.allData(60_000);
  await play.configure(SETTINGS);
  await play.trainTo({ steps: 30 });
  return (await play.history()).loss;
});

scenario("a hosted set loads by itself, and every image is counted", { backend: "cpu", serve: { sets: SETS } }, async (play) => {
  assert.equal((await play.experiment()).dataset, "mnist");
  await whole(play);
});

scenario("training starts with the first images, and a slow line does not change the curve", { backend: "cpu", serve: { sets: SETS, hold: { path: TRAINING_IMAGES, after: 2_000_000 } } }, async (play) => {
  await play.configure(SETTINGS);
  const going = play.script((p) => p.train({ steps: 30 }).then((summary) => summary.step));
  await play.reach(30);
  const arrived = await play.page.evaluate(() => window.seen.events("Data").at(-1).detail);
  assert.ok(arrived.available < 60_000, `${arrived.available} of the images had arrived`);
  await play.page.getByRole("progressbar").first().waitFor();
  await play.until("progress in bytes and images", () => /MB of .*MB · .* of 60k images/.test(document.querySelector(PART.arrival).textContent));
  const { loss } = await play.history();
  assert.deepEqual(loss, await whole());
  play.server.release();
  assert.equal(await going, 30);
});

scenario("a server that unpacks the files already is understood", { backend: "cpu", serve: { sets: SETS, encoded: true } }, async (play) => {
  await play.configure(SETTINGS);
  await play.trainTo({ steps: 30 });
  assert.deepEqual((await play.history()).loss, await whole());
});

const broken = HAS_MNIST ? undefined : SETS.mnist;

scenario(
  "a hosted file that is cut off is named, and the built-in digits take over",
  { backend: "cpu", serve: { sets: { mnist: { ...broken, "train-labels-idx1-ubyte.gz": gzipSync(labels(new Uint8Array(99), { count: 60_000 })) } } }, tolerates: [/404/] },
  async (play) => {
    await play.notice(/train-labels-idx1-ubyte\.gz: the file ends after 107 of 60008 bytes/).waitFor();
    await play.until("another set", () => window.playground.experiment().dataset === "synthetic");
    await play.trainTo({ steps: 5 });
  },
);

// Own files

const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
const GOOD = bars(1200);
const PACKED = { name: "my-images.gz", mimeType: "application/gzip", buffer: gzipSync(images(GOOD.pixels)) };
const PLAIN = { name: "my-labels", mimeType: "application/octet-stream", buffer: labels(GOOD.classes) };

scenario("own files, packed or not, become the data set", { backend: "cpu" }, async (play) => {
  await play.fileInput.first().setInputFiles([PACKED, PLAIN]);
  await play.notice(/1200 training images/).waitFor();
  await play.until("the set is in use", () => window.playground.experiment().dataset === "custom");
  await play.configure({ batchSize: 32, learningRate: 0.003 });
  const summary = await play.trainTo({ epochs: 6 });
  assert.ok(summary.testAccuracy > 0.9, `ten easy bars are learnt: ${summary.testAccuracy}`);
});

scenario("a test pair among them is the test set, whatever the order", { backend: "cpu" }, async (play) => {
  const test = bars(300, 2);
  const tests = [file("t10k-images", images(test.pixels)), file("t10k-labels", labels(test.classes))];
  await play.fileInput.first().setInputFiles([tests[0], PACKED, tests[1], PLAIN]);
  await play.notice(/1200 training images/).waitFor();
  await play.until("the set is in use", () => window.playground.experiment().dataset === "custom");
  await play.trainTo({ steps: 5 });
  assert.equal((await play.script((p) => p.evaluate("test"))).examples, 300);
  const refused = await play.page.evaluate(() => window.seen.events("Refused").length);
  assert.equal(refused, 0, "the network is built once its test images are known");
});

scenario("own files of 47 classes are learnt, shown in every view, and gone again with another set", { backend: "cpu" }, async (play) => {
  const { page } = play;
  const set = spots(2350, 47);
  await play.fileInput.first().setInputFiles([file("letters-images", images(set.pixels)), file("letters-labels", labels(set.classes))]);
  await play.notice(/2350 training images of 47 classes/).waitFor();
  await play.until("the set is in use", () => window.playground.experiment().ownClasses === 47);
  await play.configure({ batchSize: 32, learningRate: 0.003, reportEvery: 5 });
  const summary = await play.trainTo({ epochs: 8 });
  assert.ok(summary.testAccuracy > 0.95, `47 easy classes are learnt: ${summary.testAccuracy}`);
  assert.ok(Math.abs((await play.history()).loss[0] - Math.log(47)) < 1, "it begins near the cost of guessing, ln 47");
  await play.until("the link says so", () => location.href.includes("classes=47"));

  // An example of the last class on the pad: 47 bars, and the likeliest on top.
  await page.locator(PART.example).selectOption("test-46");
  await page.locator(PART.longestBarClass).filter({ hasText: /^46$/ }).waitFor();
  assert.equal(await page.locator(PART.bar).count(), 47);
  const boxes = [PART.bars, PART.longestBar].map((part) => page.locator(part).boundingBox());
  const [list, best] = await Promise.all(boxes);
  assert.ok(best.y >= list.y - 1 && best.y + best.height <= list.y + list.height + 1, "the likeliest is in view");
  assert.deepEqual(await violations(page), []);

  for (const tab of await play.views()) {
    await show(play, tab);
    await play.frames(5);
    assert.deepEqual(await violations(page), [], tab);
  }
  await show(play, "mistakes");
  const cells = page.locator(PART.confusionCell);
  await cells.nth(47 * 47 - 1).waitFor();
  assert.equal(await cells.count(), 47 * 47);

  // Labels that are not of the network are refused in a sentence; with the files' own number it goes on.
  await play.configure({ ownClasses: 10 });
  await play.notice(/Label number \d+ of the training file is 46, but the network has 10 classes, 0 to 9/).waitFor();
  await play.configure({ dataset: "synthetic" });
  await cells.nth(99).waitFor();
  await play.until("ten classes again", () => document.querySelectorAll(PART.confusionCell).length === 100);
  await play.configure({ dataset: "custom" });
  assert.equal((await play.experiment()).ownClasses, 47);
  await play.trainTo({ steps: 5 });
});

scenario("dropped anywhere on the page they work too", { backend: "cpu" }, async (play) => {
  await drop(play, [PACKED, PLAIN]);
  await play.notice(/1200 training images/).waitFor();
});

/** Opens a view. */
async function show(play, tab) {
  await play.page.locator(PART_OF.tab(tab)).click();
  await play.until("the view", (key) => document.querySelector(PART.view).getAttribute("aria-labelledby") === `tab-${key}`, tab);
}

const GOOD_IMAGES = file("good-images", images(GOOD.pixels));
const GOOD_LABELS = file("good-labels", labels(GOOD.classes));

const FAULTS = [
  ["no IDX file", [file("holiday.jpg", Buffer.from("\xff\xd8\xff\xe0 a picture", "latin1")), GOOD_LABELS], /holiday\.jpg: this is not an IDX file/],
  ["a file cut off", [file("cut-images", images(GOOD.pixels).subarray(0, 5000)), GOOD_LABELS], /cut-images: the file ends after 5000 of 940816 bytes/],
  ["a packed file cut off", [file("cut.gz", PACKED.buffer.subarray(0, 3000)), GOOD_LABELS], /cut\.gz: the gzip data is damaged|cut\.gz: the file ends/],
  ["a label out of range", [GOOD_IMAGES, file("hundred", labels(GOOD.classes.map((c, i) => (i === 7 ? 100 : c))))], /hundred: label number 7 is 100; labels must be 0 to 99/],
  ["one class alone", [GOOD_IMAGES, file("sevens", labels(GOOD.classes.map(() => 7)))], /sevens: all labels are 7/],
  ["a class in the test set alone", [GOOD_IMAGES, GOOD_LABELS, file("t10k-images", images(GOOD.pixels)), file("t10k-labels", labels(GOOD.classes.map((c) => (c === 3 ? 11 : c))))], /t10k-labels: label number \d+ is 11, which no training label is/],
  ["other image sizes", [file("large", images(Buffer.alloc(1200 * 32 * 32), { count: 1200, rows: 32, columns: 32 })), GOOD_LABELS], /large: the images are 32×32 pixels/],
  ["numbers that do not match", [GOOD_IMAGES, file("few", labels(GOOD.classes.slice(0, 1000)))], /1200 images but 1000 labels/],
  ["images alone", [GOOD_IMAGES], /1 of images and 0 of labels/],
  ["a gzip bomb", [file("bomb.gz", bomb(128, 1200)), GOOD_LABELS], /bomb\.gz: the file goes on after the 940816 bytes/],
  ["a header that promises too much", [file("huge", images(Buffer.alloc(784), { count: 4_000_000_000 })), file("huge-labels", labels(new Uint8Array(1), { count: 4_000_000_000 }))], /4000000000 items/],
];

scenario("files that cannot be used are named with their fault, and the run goes on", { backend: "cpu" }, async (play, t) => {
  await play.trainWithoutEnd();
  await play.reach(20);
  let way = 0;
  for (const [what, files, sentence] of FAULTS) {
    await t.test(what, async () => {
      const before = await play.step();
      // Picked and dropped in turn.
      if ((way += 1) % 2) await play.fileInput.first().setInputFiles(files);
      else await drop(play, files);
      await play.notice(sentence).waitFor();
      await play.reach(before + 20);
      assert.equal((await play.experiment()).dataset, "synthetic");
    });
  }
});

/** Drops files onto the page. */
async function drop(play, files) {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString("base64") }));
  const transfer = await play.page.evaluateHandle(async (list) => {
    const data = new DataTransfer();
    for (const { name, mimeType, bytes } of list) {
      const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
      data.items.add(new File([raw], name, { type: mimeType }));
    }
    return data;
  }, plain);
  for (const type of ["dragenter", "dragover", "drop"]) await play.page.dispatchEvent("main", type, { dataTransfer: transfer });
}
