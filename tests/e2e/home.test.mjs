// What is taken home and brought back: files that say what the page shows, checkpoints that survive it.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { CPU } from "./support/fixtures.mjs";
import * as safetensors from "./support/safetensors.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART } from "./support/selectors.mjs";
import { BLOCKED, FULL } from "./support/storage.mjs";

const scenario = scenarios();

const TINY = { model: "8-tanh", batchSize: 100, reportEvery: 5 };

/** An image that no class looks like, the same everywhere. */
const PIXELS = Array.from({ length: 784 }, (_, i) => ((i * 37) % 101) / 100);

function close(a, b, tolerance = 1e-5) {
  assert.equal(a.length, b.length);
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < tolerance, `${i}: ${value} and ${b[i]}`));
}

async function openHome(play) {
  await play.share.click();
  await play.page.locator(PART.shareHome).click();
  await play.page.locator(PART.home).waitFor();
}

const said = (play) => play.page.locator(PART.homeSaid);

/** Rows of a CSV without quotes, by column. */
function parsed(text) {
  const [head, ...lines] = text.trimEnd().split("\n").map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [head[i], cell])));
}

scenario("the CSV is what history() says", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 23 });
  const history = await play.history();
  const rows = parsed(await play.script((p) => p.exportCurves()));
  const reports = rows.filter((row) => row.part === "train");
  assert.deepEqual(reports.map((row) => Number(row.step)), history.step);
  const column = (name) => reports.map((row) => Math.fround(Number(row[name])));
  assert.deepEqual(column("loss"), history.loss);
  assert.deepEqual(column("accuracy"), history.accuracy);
  assert.deepEqual(column("gradient_weight_hidden_1"), history.gradientNorm.own[0].weight);
  assert.deepEqual(column("counterpart_signal_output"), history.gradientNorm.counterpart[1].signal);
  assert.deepEqual(column("update_ratio_output"), history.updateRatio[1].ratio);
  for (const part of ["validation", "test"]) {
    const measured = rows.filter((row) => row.part === part);
    assert.deepEqual(measured.map((row) => Number(row.accuracy)), history[part].map((e) => e.accuracy));
    assert.deepEqual(measured.map((row) => Number(row.examples)), history[part].map((e) => e.examples));
  }
});

scenario("the safetensors file answers as the network does", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  const { tensors, metadata } = safetensors.read(await play.exportWeights());
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  assert.deepEqual(shapes, {
    "layers.0.weight": [8, 784],
    "layers.0.bias": [8],
    "layers.1.weight": [10, 8],
    "layers.1.bias": [10],
  });
  assert.equal(metadata.step, "20");
  assert.match(metadata.experiment, /net=8-tanh/);
  close(safetensors.answer(tensors, PIXELS), await play.predict(PIXELS));
});

scenario("weights go round through a file, bit for bit", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  const before = await play.predict(PIXELS);
  await openHome(play);
  const file = await play.download(play.page.locator(PART.takeWeights));
  assert.match(file.name, /\.safetensors$/);
  await play.page.keyboard.press("Escape");
  await play.script((p) => p.reset());
  await play.trainTo({ steps: 3 });
  assert.notDeepEqual(await play.predict(PIXELS), before);

  await openHome(play);
  await play.page.locator(PART.homeFile).setInputFiles({ name: file.name, mimeType: "application/octet-stream", buffer: Buffer.from(file.bytes) });
  await play.page.locator(PART.home).waitFor({ state: "hidden" });
  await play.page.locator(PART.notices).getByText(/weights of step 20 are loaded/).waitFor();
  assert.deepEqual(await play.predict(PIXELS), before);
  assert.deepEqual(await play.exportWeights().then((bytes) => safetensors.read(bytes).tensors), safetensors.read(file.bytes).tensors);
  assert.equal(await play.step(), 0, "a new run begins with them");

  await play.button("Bring it back").click();
  await play.until("the run before it", () => window.playground.history().step.at(-1) === 3);
});

scenario("weights of another network, and files that are none, change nothing and say why", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 5 });
  const before = await play.predict(PIXELS);
  await openHome(play);
  const choose = (name, buffer) => play.page.locator(PART.homeFile).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  const zeros = (n) => new Float32Array(n);
  const wider = safetensors.write({
    "layers.0.weight": { shape: [9, 784], values: zeros(9 * 784) },
    "layers.0.bias": { shape: [9], values: zeros(9) },
  });
  for (const [name, buffer, words] of [
    ["wider.safetensors", wider, /layers\.0\.weight is \[9, 784\], and this network needs \[8, 784\]/],
    ["holiday.jpg", Buffer.from("no network at all"), /holiday\.jpg: This is not a safetensors file/],
    ["cut.playground", Buffer.from("GRADPLAY\u0001\0\0\0"), /damaged/],
  ]) {
    await choose(name, buffer);
    await said(play).filter({ hasText: words }).waitFor();
  }
  assert.deepEqual(await play.predict(PIXELS), before);
  assert.equal(await play.step(), 5);
});

scenario("a checkpoint survives a reload, with its curves, its step and its answer", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  await play.configure({ learningRate: 0.01 });
  await play.trainTo({ steps: 15 });
  const [before, history] = [await play.predict(PIXELS), await play.history()];
  assert.match(await play.script((p) => p.save("before lunch")), /step 35/);
  await play.trainTo({ steps: 10 });
  const after = await play.predict(PIXELS);

  await play.page.goto("about:blank");
  await play.open(CPU);
  assert.match(await play.script((p) => p.load("before lunch")), /before lunch/);
  assert.deepEqual(await play.predict(PIXELS), before);
  const again = await play.history();
  assert.deepEqual([again.step, again.loss], [history.step, history.loss]);
  assert.deepEqual(again.marks, history.marks);
  assert.deepEqual(again.validation, history.validation);
  assert.equal((await play.experiment()).learningRate, 0.01);
  await play.until("the address tells the change", () => /at=20:lr=0\.01/.test(location.hash));

  assert.equal((await play.trainTo({ steps: 10 })).step, 45);
  assert.deepEqual(await play.predict(PIXELS), after, "it goes on as if nothing had happened, optimiser and order included");
});

scenario("a run goes to a file and comes back on another page", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 20 });
  const before = await play.predict(PIXELS);
  await openHome(play);
  const file = await play.download(play.page.locator(PART.takeCheckpoint));
  assert.match(file.name, /synthetic-ce-step-20\.playground/);
  await play.page.goto("about:blank");
  await play.open(CPU);
  await play.trainTo({ steps: 2 });
  await openHome(play);
  await play.page.locator(PART.homeFile).setInputFiles({ name: file.name, mimeType: "", buffer: Buffer.from(file.bytes) });
  await play.page.locator(PART.home).waitFor({ state: "hidden" });
  assert.deepEqual(await play.predict(PIXELS), before);
  assert.equal(await play.step(), 20);
});

scenario("the list: saved, renamed, deleted, put back, loaded, by keyboard too", CPU, async (play) => {
  const { page } = play;
  await play.configure(TINY);
  await play.trainTo({ steps: 5 });
  await openHome(play);
  const names = () => page.locator(PART.homeRowName).evaluateAll((all) => all.map((input) => input.value));
  const save = page.locator(PART.homeSave);
  await save.focus();
  await page.keyboard.press("Enter");
  await said(play).filter({ hasText: /Saved as “CE, step 5”/ }).waitFor();
  await page.locator(PART.homeName).fill("second");
  await page.keyboard.press("Enter");
  await said(play).filter({ hasText: /“second”/ }).waitFor();
  await page.locator(PART.homeName).fill("second");
  await page.keyboard.press("Enter");
  await said(play).filter({ hasText: /“second \(2\)”/ }).waitFor();
  assert.deepEqual(await names(), ["CE, step 5", "second", "second (2)"]);

  const name = page.locator(PART.homeRowName).nth(1);
  await name.fill("second (2)");
  await name.press("Enter");
  await said(play).filter({ hasText: /already/ }).waitFor();
  assert.equal(await name.inputValue(), "second");
  await name.fill("renamed");
  await name.press("Enter");
  await said(play).filter({ hasText: /called “renamed”/ }).waitFor();
  assert.deepEqual(await names(), ["CE, step 5", "renamed", "second (2)"]);

  await page.getByRole("button", { name: "Delete renamed" }).click();
  await said(play).filter({ hasText: /deleted/ }).waitFor();
  assert.deepEqual(await names(), ["CE, step 5", "second (2)"]);
  await page.locator(PART.homePutBack).click();
  await said(play).filter({ hasText: /is back/ }).waitFor();
  assert.deepEqual(await names(), ["CE, step 5", "renamed", "second (2)"]);
  assert.deepEqual(await violations(page), []);

  await page.keyboard.press("Escape");
  await play.trainTo({ steps: 5 });
  await openHome(play);
  const load = page.getByRole("button", { name: "Load renamed" });
  await load.focus();
  await page.keyboard.press("Enter");
  await page.locator(PART.home).waitFor({ state: "hidden" });
  await play.until("step 5 again", () => window.playground.history().step.at(-1) === 5);
  assert.match(await play.refusal((p) => p.load("third")), /no checkpoint “third”.*“renamed”/);
  assert.match(await play.refusal((p) => p.save("  ")), /name/);
});

scenario("epochs that the experiment names are kept by themselves", CPU, async (play) => {
  await play.configure({ ...TINY, batchSize: 3000, checkpointEpochs: "1.3" });
  await play.trainTo({ epochs: 2 });
  await play.trainTo({ steps: 8 });
  await openHome(play);
  const rows = play.page.locator(PART.homeRow);
  await rows.nth(1).waitFor();
  const words = await rows.locator(PART.caption).allTextContents();
  assert.equal(words.length, 2, words.join("\n"));
  assert.match(words[0], /^step 6, epoch 1, .*kept by itself/);
  assert.match(words[1], /^step 18, epoch 3, /);
  await play.page.getByRole("button", { name: "Load epoch 1, CE" }).click();
  await play.page.locator(PART.home).waitFor({ state: "hidden" });
  await play.until("step 6", () => document.querySelector(PART.stepCount).textContent === "6");
});

scenario("scripts are those of the settings shown", CPU, async (play) => {
  await play.configure({ ...TINY, optimizer: "sgd", learningRate: 0.25, seed: 7 });
  const [pytorch, keras] = await play.script((p) => ["pytorch", "keras"].map((library) => p.exportScript(library)));
  assert.match(pytorch, /nn\.Linear\(784, 8\)/);
  assert.match(pytorch, /torch\.optim\.SGD\(model\.parameters\(\), lr=0\.25/);
  assert.match(pytorch, /torch\.manual_seed\(7\)/);
  assert.match(pytorch, /http:\/\/127\.0\.0\.1:\d+\/#v=1/);
  assert.match(keras, /keras\.layers\.Dense\(8, activation="tanh"/);
  assert.match(await play.refusal((p) => p.exportScript("cobol")), /"pytorch" or "keras"/);
  await openHome(play);
  const file = await play.download(play.page.locator(PART.takePytorch));
  assert.match(file.name, /pytorch\.py$/);
  assert.equal(Buffer.from(file.bytes).toString(), await play.script((p) => p.exportScript("pytorch")));
  const curves = await play.download(play.page.locator(PART.takeCurves));
  assert.match(Buffer.from(curves.bytes).toString(), /^run,part,step/);
});

for (const [name, spoil, words] of [
  ["blocked", BLOCKED, /keeps nothing for the page \(SecurityError\).*save to a file/],
  ["full", FULL, /storage for this page is full/],
]) {
  scenario(`storage that is ${name} is a sentence, and nothing is lost`, CPU, async (play) => {
    await play.page.addInitScript(spoil);
    await play.page.goto("about:blank");
    await play.open(CPU);
    await play.configure({ ...TINY, batchSize: 3000, checkpointEpochs: "1" });
    await play.trainTo({ steps: 6 });
    assert.match(await play.refusal((p) => p.save("a")), words);
    await play.notice(/checkpoint of this epoch is not kept/).first().waitFor();
    await openHome(play);
    await play.page.locator(PART.homeSave).click();
    await said(play).filter({ hasText: words }).waitFor();
    const file = await play.download(play.page.locator(PART.takeCheckpoint));
    assert.ok(file.bytes.length > 784 * 8 * 4, "a file is still to be had");
    assert.equal((await play.trainTo({ steps: 1 })).step, 7);
  });
}

scenario("what is damaged in the storage is told, and can be deleted", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 5 });
  await play.script((p) => p.save("good"));
  await play.script((p) => p.save("cut"));
  await play.page.evaluate(async () => {
    const done = (request) => new Promise((good, bad) => Object.assign(request, { onsuccess: () => good(request.result), onerror: bad }));
    const database = await done(indexedDB.open("gradient-playground"));
    const stores = ["checkpoint-heads", "checkpoints"];
    const both = database.transaction(stores, "readwrite");
    await done(both.objectStore("checkpoints").put(new Uint8Array([1, 2, 3]), "cut"));
    await done(both.objectStore("checkpoint-heads").put("no JSON", "garbled"));
    database.close();
  });
  assert.match(await play.refusal((p) => p.load("cut")), /“cut”: This is not a checkpoint/);
  await openHome(play);
  await play.page.locator(PART.brokenHomeRow).getByText("damaged").waitFor();
  assert.deepEqual(await violations(play.page), []);
  await play.page.getByRole("button", { name: "Delete garbled" }).click();
  await play.page.locator(PART.brokenHomeRow).waitFor({ state: "detached" });
  await play.page.getByRole("button", { name: "Load good" }).click();
  await play.page.locator(PART.home).waitFor({ state: "hidden" });
  assert.equal(await play.step(), 5);
});

scenario("a checkpoint dropped on the page is opened; what cannot be used is told", CPU, async (play) => {
  await play.configure(TINY);
  await play.trainTo({ steps: 10 });
  await openHome(play);
  const { bytes } = await play.download(play.page.locator(PART.takeCheckpoint));
  await play.page.keyboard.press("Escape");
  await play.trainTo({ steps: 5 });
  const drop = (name, content) =>
    play.page.evaluate(
      ([name, base64]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
        document.querySelector(PART.page).dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
      [name, Buffer.from(content).toString("base64")],
    );
  await drop("bad.playground", "nothing");
  await play.page.locator(PART.notices).getByText(/bad\.playground: .*safetensors/).waitFor();
  await drop("good.playground", bytes);
  await play.until("step 10", () => window.playground.history().step.at(-1) === 10);
});

scenario("scripts get weights right after new settings, text or an error at once, and one value where one belongs", { backend: "cpu" }, async (play) => {
  const bytes = await play.script(async (p) => {
    await p.configure({ dataset: "synthetic", model: "24-relu" });
    return (await p.exportWeights()).length;
  });
  assert.ok(bytes > 4 * (784 * 24 + 24 + 24 * 10 + 10), `${bytes} bytes`);
  const thrown = await play.script((p) => {
    try {
      return typeof p.exportScript("cobol");
    } catch (error) {
      return error.message;
    }
  });
  assert.match(thrown, /"pytorch" or "keras"/);
  assert.match(await play.refusal((p) => p.configure({ outputBias: [1, 2] })), /outputBias is \[1,2\]; give one value/);
  assert.equal((await play.experiment()).outputBias, 0);
});

scenario("a name that a link has planted is no formula in the table", { backend: "cpu", hash: "v=1&data=synthetic&vs=@SUM(A1):loss=mse" }, async (play) => {
  await play.until("two runs", () => window.playground.runs().length === 2);
  await play.trainTo({ steps: 20 });
  await play.script((p) => p.select(1));
  const rows = (await play.script((p) => p.exportCurves())).trim().split("\n").slice(1);
  assert.ok(rows.length > 0 && rows.every((row) => row.startsWith("'@SUM(A1),")), rows[0]);
});
