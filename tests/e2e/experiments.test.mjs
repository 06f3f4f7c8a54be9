// The gallery: every preset as a question, found by the words of courses, opened with its runs by one press.

import assert from "node:assert/strict";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

/** Ids of the cards in sight. */
function cards(play) {
  return play.page.locator(PART.presetCard).evaluateAll((all) => all.filter((card) => card.checkVisibility()).map((card) => card.dataset.preset));
}

async function search(play, text) {
  await play.page.locator(PART.presetSearch).fill(text);
  return cards(play);
}

scenario("every experiment is a question with a promise and a curve, and course words find it", { backend: "cpu", folded: true, hash: "" }, async (play) => {
  const opener = play.page.locator(PART.presetsOpen);
  await opener.click();
  await play.page.locator(PART.presetSearch).waitFor();
  await play.until("the focus is in the search", () => document.activeElement === document.querySelector(PART.presetSearch));
  const all = await cards(play);
  assert.ok(all.length >= 35, `${all.length}`);
  const groups = await play.page.locator(PART.presetGroup).count();
  assert.equal(groups, 7);
  const drawn = await play.page.locator(PART.presetCard).evaluateAll((all) =>
    all.map((card) => [...card.querySelectorAll("polyline")].map((line) => line.getAttribute("points").split(" ").length)));
  assert.ok(drawn.every((lines) => lines.length > 0 && lines.every((points) => points >= 2)), JSON.stringify(drawn));
  assert.match(await play.page.locator(PART.presetGallery).innerText(), /curves are stored ones/);

  assert.deepEqual(await search(play, "zero_grad"), ["mistake-uncleared"]);
  assert.match(await play.page.locator(PART.presetFound).innerText(), /^1 experiment$/);
  for (const word of ["MNIST", "Fashion-MNIST", "Keras", "PyTorch", "LeNet", "vanishing gradient", "LSTM"]) {
    const found = await search(play, word);
    assert.ok(found.length > 0 && found.length < all.length, `${word}: ${found}`);
  }
  assert.deepEqual(await search(play, "transformer"), []);
  assert.match(await play.page.locator(PART.presetFound).innerText(), /No experiment has all these words\. Try/);
  await search(play, "");
  await play.page.keyboard.press("Escape");
  await play.until("it is closed, and the focus where it was", () => {
    const dialog = document.querySelector(PART.presetGallery);
    return !dialog.open && document.activeElement === document.querySelector(PART.presetsOpen);
  });
});

scenario("a card opens its runs in place of those that are there, which can be brought back", { backend: "cpu", folded: true, hash: "" }, async (play) => {
  await play.trainTo({ steps: 20 });
  await play.page.keyboard.press("g");
  await play.page.locator(PART_OF.presetCard("teacher-and-student")).click();
  await play.until("teacher and student", () => window.playground.runs().map(({ name }) => name).join() === "teacher,student");
  await play.until("they are fresh", () => window.playground.runs().every(({ history }) => history.step.length === 0));
  const [teacher, student] = await play.runs();
  assert.ok(teacher.experiment.model.startsWith("conv-8-3-same-relu.conv-8-3-same-relu.conv-8-3-same-relu"), teacher.experiment.model);
  assert.ok(student.experiment.model.startsWith("conv-8-3-same-relu.avg-2"), student.experiment.model);
  await play.until("the address names it", () => /preset=teacher-and-student/.test(location.hash));
  await play.notice(/“MNIST: teacher and student side by side” is open\..* can be brought back/).waitFor();
  await play.notice(/is open\./).getByRole("button", { name: "Undo" }).click();
  await play.until("the runs before", () => window.playground.runs().map(({ history }) => history.step.at(-1)).join() === "20,20");
});

scenario("a card's question stands above its runs, which have the colours of their losses; what the bar says is whole", { backend: "cpu", folded: true, hash: "", context: { viewport: { width: 1366, height: 768 } } }, async (play) => {
  await play.page.keyboard.press("g");
  await play.page.locator(PART_OF.presetCard("mse-on-logits")).click();
  await play.until("the question", () => document.querySelector(PART.question)?.innerText === "Is squared error bad in itself?");
  assert.equal(await play.page.locator(PART.guess).count(), 0, "it is no question of which loss gets out");
  await play.train.click();
  await play.until("the answer", () => /^After \d+ steps: |^All learn\. /.test(document.querySelector(PART.questionAnswer)?.innerText ?? ""));
  await play.until("a speed, and the sign of Pause", () => /\d/.test(document.querySelector(PART.speed).innerText) && document.querySelector(PART.pauseSign));
  const { lanes, losses, over } = await play.page.evaluate(() => {
    const bar = document.querySelector(PART.deviceChip).getBoundingClientRect();
    // What has wrapped out of the line is not seen.
    const line = document.querySelector(PART.figures).getBoundingClientRect();
    const seen = [...document.querySelectorAll(PART.figureOfBar)].map((figure) => figure.getBoundingClientRect()).filter(({ top }) => top < line.bottom);
    return {
      lanes: [...document.querySelectorAll(PART.lane)].map((lane) => getComputedStyle(lane).borderTopColor),
      losses: ["--loss-mse", "--loss-ce"].map((name) => {
        const probe = document.createElement("i");
        probe.style.setProperty("color", `var(${name})`);
        document.querySelector(PART.lane).append(probe);
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      }),
      over: seen.filter(({ right }) => right > Math.min(bar.left, line.right) + 0.5).length,
    };
  });
  assert.deepEqual(lanes, losses);
  assert.equal(over, 0, "figures of the bar that are cut");
});

scenario("a card without further runs leaves none of those before", { backend: "cpu", folded: true, hash: "" }, async (play) => {
  assert.equal((await play.runs()).length, 2);
  await play.page.locator(PART.presetsOpen).click();
  await play.page.locator(PART_OF.presetCard("fnn-64")).click();
  await play.until("one run", () => window.playground.runs().length === 1 && window.playground.experiment().model === "64-relu");
});

scenario("source, notes and published figures stay whichever run is looked at, and a change is told", { backend: "cpu" }, async (play) => {
  await play.openPreset("fashion-activations");
  await play.until("four runs", () => window.playground.runs().length === 4);
  for (const run of [0, 3]) {
    await play.script((p, run) => p.select(run), run);
    await play.openEverything();
    assert.match(await play.page.locator(PART.presetTitle).innerText(), /four activations side by side/);
    assert.match(await play.page.locator(PART.publishedTable).innerText(), /0\.8172/);
  }
  await play.script((p) => p.select(0));
  await play.configure({ seed: 9 });
  await play.until("the change is told", () => /Changed since: .*seed/.test(document.querySelector(PART.presetChanged).textContent));
});
