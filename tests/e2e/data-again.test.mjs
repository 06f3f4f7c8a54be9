// Sets that are loaded beside each other, and one that has to be loaded again.

import assert from "node:assert/strict";
import { TRAINING_IMAGES } from "./support/fixtures.mjs";
import { barsAsMnist } from "./support/idx.mjs";
import { scenarios } from "./support/scenario.mjs";

const scenario = scenarios();
const set = barsAsMnist();
// Half of a packed file: some images arrive, most do not.
const HALF = Math.floor(set["train-images-idx3-ubyte.gz"].length / 2);

scenario("choosing a second set lets the running one finish loading", { backend: "cpu", serve: { sets: { mnist: set, "fashion-mnist": set }, hold: { path: TRAINING_IMAGES, after: HALF } } }, async (play) => {
  await play.button("Step").click();
  await play.reach(1);
  await play.setting("data").selectOption("fashion-mnist");
  await play.page.getByText(/Takes effect after Reset: data/).waitFor();
  play.server.release();
  await play.until("all of it", () => window.seen.events("Data").filter((m) => m.detail.file === "Train").at(-1)?.detail.available === 60_000, undefined, 20000);
});

const whole = set["train-images-idx3-ubyte.gz"];
const cut = { ...set, "train-images-idx3-ubyte.gz": whole.subarray(0, HALF) };

scenario("a file cut off midway can be fetched again, and no image comes twice", { backend: "cpu", serve: { sets: { mnist: cut } } }, async (play) => {
  await play.notice(/cut|ends after|damaged/).waitFor();
  cut["train-images-idx3-ubyte.gz"] = whole;
  await play.button("Fetch again").click();
  await play.until("all of it", () => window.seen.events("Data").filter((m) => m.detail.file === "Train").at(-1)?.detail.available === 60_000, undefined, 30000);
  await play.ready();
  const summary = await play.trainTo({ steps: 40 });
  assert.ok(Number.isFinite(summary.testAccuracy));
  const data = await play.page.evaluate(() => window.seen.events("Data").filter((m) => m.detail.file === "Train").map((m) => m.detail.available));
  assert.ok(Math.max(...data) === 60_000);
});
