// What outlives the page: files in and out, checkpoints and drawings in the browser's storage, links.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { bars, images, labels } from "../e2e/support/idx.mjs";
import { usual } from "../e2e/support/drawings.mjs";
import { PART } from "../e2e/support/selectors.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = await scenarios();

const TINY = { dataset: "synthetic", model: "8-tanh", batchSize: 100, reportEvery: 5 };

/** An image that no class looks like, the same everywhere. */
const PIXELS = Array.from({ length: 784 }, (_, i) => ((i * 37) % 101) / 100);

scenario("own IDX files, packed and plain, become the data set", {}, async (play) => {
  const { pixels, classes } = bars(1200);
  await play.page.files(PART.ownFiles, [
    { name: "my-images.gz", buffer: gzipSync(images(pixels)) },
    { name: "my-labels", buffer: labels(classes) },
  ]);
  await play.notice(/1200 training images/);
  await play.until("the set is in use", () => window.playground.experiment().dataset === "custom");
  await play.configure({ batchSize: 32, learningRate: 0.003 });
  const { testAccuracy } = await play.trainTo({ epochs: 6 });
  assert.ok(testAccuracy > 0.9, `ten easy bars are learnt: ${testAccuracy}`);
});

scenario("a file that is none is named with its fault, and the run goes on", { costly: true }, async (play) => {
  await play.configure({ stop: "never" });
  await play.press("Train");
  await play.reach(20);
  await play.page.files(PART.ownFiles, [{ name: "holiday.jpg", buffer: Buffer.from("\xff\xd8\xff\xe0 a picture", "latin1") }, { name: "my-labels", buffer: labels([1, 2, 3]) }]);
  await play.notice(/holiday\.jpg: this is not an IDX file/);
  const step = await play.step();
  await play.reach(step + 20);
});

scenario("a checkpoint in the browser's storage survives a reload, with curves, step and answer", {}, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  await play.openHome();
  await play.page.type(PART.homeName, "before lunch");
  await play.page.seen(PART.homeSaid, /before lunch/);
  const [before, history] = [await play.predict(PIXELS), await play.history()];
  await play.page.press("Escape");
  await play.trainTo({ steps: 10 });
  const after = await play.predict(PIXELS);

  await play.reload();
  await play.openHome();
  await play.press(/^Load before lunch$/);
  await play.until("step 20", () => window.playground.history().step.at(-1) === 20);
  assert.deepEqual(await play.predict(PIXELS), before);
  assert.deepEqual((await play.history()).loss, history.loss);
  assert.equal((await play.trainTo({ steps: 10 })).step, 30);
  assert.deepEqual(await play.predict(PIXELS), after, "it goes on as if nothing had happened");
});

scenario("a run goes to a file, and comes back on a page opened anew", {}, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  const before = await play.predict(PIXELS);
  await play.openHome();
  const file = await play.download(PART.takeCheckpoint);
  assert.match(file.name, /synthetic-ce-step-20\.playground$/);
  await play.again();
  await play.trainTo({ steps: 2 });
  await play.page.files(PART.homeFile, [file]);
  await play.until("step 20", () => window.playground.history().step.at(-1) === 20);
  assert.deepEqual(await play.predict(PIXELS), before);
});

scenario("Share copies a link that opens the same run, with the changes made while it ran", {}, async (play) => {
  await play.configure({ ...TINY, seed: 9, batchSize: 32, reportEvery: 1 });
  await play.trainTo({ steps: 20 });
  await play.configure({ learningRate: 0.02, loss: "mse" });
  await play.trainTo({ steps: 20 });
  const { loss } = await play.history();

  await play.click("details.share > summary");
  await play.page.seen("details.share [role=status]", /^Copied\./);
  const shown = await play.page.evaluate(() => document.querySelector(PART.link).value);
  assert.equal(await pasted(play), shown, "what is on the clipboard is what is shown");
  const hash = shown.slice(shown.indexOf("#") + 1);
  assert.match(hash, /^v=1/);
  await play.again({ hash });
  await play.trainTo({ steps: 40 });
  assert.deepEqual((await play.history()).loss, loss, "the same curve, bit for bit");
});

/** What is on the clipboard, pasted as a person does: reading it by script needs a permission. */
async function pasted(play) {
  await play.page.evaluate(() => {
    const field = document.createElement("textarea");
    field.id = "pasted";
    document.body.append(field);
    field.focus();
  });
  await play.page.press("Control+v");
  await play.until("something is pasted", () => document.querySelector(PART.pasted).value !== "");
  return play.page.evaluate(() => {
    const field = document.querySelector(PART.pasted);
    field.remove();
    return field.value;
  });
}

scenario("the address follows what is changed, and a reload reads it", {}, async (play) => {
  await play.page.type(PART.fieldLr, "0.25");
  await play.until("the address tells the rate", () => /[&#]lr=0\.25/.test(location.hash));
  await play.reload();
  assert.equal((await play.experiment()).learningRate, 0.25);
});

scenario("drawings kept as a test set are there after a reload, and are read", {}, async (play) => {
  await play.configure({ ...TINY, model: "16-relu" });
  await play.trainTo({ steps: 200 });
  for (const digit of [0, 7]) {
    await play.replay(usual(digit));
    await play.page.choose(PART.target, String(digit));
    await play.click(PART.keepDrawing);
    await play.until("it is kept", (n) => document.querySelector(PART.ownSaid).textContent.includes(`Kept as “${n}”`), digit);
    await play.clear();
  }
  await play.reload();
  await play.page.seen(PART.ownCount, "2 digits");
  await play.click(PART.ownTitle);
  await play.until("both are read", () => /reads \d of 2/.test(document.querySelector(PART.ownTally).textContent));
  assert.deepEqual(await play.page.evaluate(() => [...document.querySelectorAll(PART.ownClass)].map((e) => e.innerText)), ["0", "7"]);
});

scenario("curves and scripts go home as text", { costly: true }, async (play) => {
  await play.configure({ ...TINY, optimizer: "sgd", learningRate: 0.25 });
  await play.trainTo({ steps: 20 });
  await play.openHome();
  const curves = await play.download(PART.takeCurves);
  const [head, ...rows] = curves.buffer.toString().trimEnd().split("\n");
  assert.match(head, /^run,part,step/);
  const { step } = await play.history();
  assert.deepEqual(rows.map((row) => row.split(",")).filter((cells) => cells[1] === "train").map((cells) => Number(cells[2])), step);
  const script = await play.download(PART.takePytorch);
  assert.match(script.buffer.toString(), /torch\.optim\.SGD\(model\.parameters\(\), lr=0\.25/);
});
