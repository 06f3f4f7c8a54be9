// The theory view: numbers that a person can check by hand come out of what is typed. Nothing is trained.

import assert from "node:assert/strict";
import { violations } from "./support/axe.mjs";
import { PHONE } from "./support/fixtures.mjs";
import { scenarios } from "./support/scenario.mjs";
import { PART, PART_OF } from "./support/selectors.mjs";

const scenario = scenarios();

const OPEN = { backend: "cpu", hash: "ui.tab=work" };

/** Types into a field by keyboard alone, in place of what stands there. */
async function type(play, field, text) {
  await play.page.locator(field).focus();
  await play.page.keyboard.press("Control+a");
  await play.page.keyboard.type(text);
  await play.page.keyboard.press("Tab");
}

/** Says by keyboard whether the vector holds logits or probabilities. */
async function give(play, kind) {
  const chosen = play.page.locator(PART.chosenGiven);
  if ((await chosen.getAttribute("value")) !== kind) await chosen.press("ArrowDown");
  assert.equal(await chosen.getAttribute("value"), kind);
}

/** Asks the calculator; gives its overview: a list of value, gradient at the true class, its norm and CE's ratio. */
async function ask(play, kind, values, target, classes = values.split(/[ ,]+/).length) {
  await give(play, kind);
  await type(play, PART.calculatorValues, values);
  await type(play, PART.calculatorTarget, target);
  await type(play, PART.calculatorClasses, String(classes));
  await play.frames(2);
  const rows = await play.page
    .locator(PART.calculatorRow)
    .evaluateAll((all) => all.map((row) => [row.dataset.row, [...row.querySelectorAll("td")].map((cell) => cell.innerText)]));
  return Object.fromEntries(rows);
}

/** A column of the table of steps, class by class. */
async function column(play, row, head) {
  await play.page.locator(PART_OF.calculatorButton(row)).press("Enter");
  await play.frames(2);
  return play.page.locator(PART.calculatorSteps).evaluate((table, name) => {
    const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.innerText === name);
    return [...table.tBodies[0].rows].map((line) => line.cells[at]?.innerText);
  }, head);
}

/** Equal to so many significant digits. */
function close(shown, value, digits = 4) {
  assert.ok(Math.abs(Number(shown) - value) <= 0.5 * 10 ** (1 - digits) * Math.abs(value), `${shown} is shown for ${value}`);
}

scenario("a target of 0.4 costs -ln 0.4, and 0.9 has the slopes of the book", OPEN, async (play) => {
  const { ce } = await ask(play, "probabilities", "0.4, 0.6", "0");
  assert.equal(ce[0], "0.916291");

  await ask(play, "probabilities", "0.9 0.02 0.01 0.01 0.01 0.01 0.01 0.01 0.01 0.01", "0");
  assert.equal(await play.text(PART.calculatorRemarks), "", "it is a distribution");
  close((await column(play, "ce", "∂L/∂p"))[0], -1 / 0.9, 5);
  assert.equal((await column(play, "mse-sum", "∂L/∂p"))[0], "-0.2");
  assert.equal((await column(play, "mse-mean", "∂L/∂p"))[0], "-0.02");
});

scenario("a uniform answer costs ln 10, and a softmax that is applied twice never less than 1.4612", OPEN, async (play) => {
  const uniform = await ask(play, "logits", "0 0 0 0 0 0 0 0 0 0", "7");
  close(uniform.ce[0], Math.log(10), 6);
  assert.equal(uniform["mse-mean"][0], "0.09");
  const twice = await ask(play, "logits", "1 0 0 0 0 0 0 0 0 0", "0");
  close(twice.ce[0], 1.4612, 5);
});

scenario("confidently wrong: cross-entropy pushes ten thousand times harder", OPEN, async (play) => {
  const rows = await ask(play, "logits", "10 0 0 0 0 0 0 0 0 0", "1");
  close(rows.ce[1], -0.99995, 5);
  close(rows.ce[2], Math.SQRT2, 4);
  close(rows["mse-mean"][1], -1.814e-5);
  close(rows["mse-mean"][2], 9.6e-5, 3);
  assert.equal(rows["mse-mean"][3], "× 14.7k");
  const [own, other] = [await column(play, "ce", "∂L/∂z"), await column(play, "mse-mean", "∂L/∂z")];
  assert.ok(own.length === 10 && other.length === 10);
  const factor = Number(own[1]) / Number(other[1]);
  assert.ok(Math.abs(factor / 5.5e4 - 1) < 0.01, `${factor}`);
});

scenario("a vector that is not a distribution is explained, and still worked out", OPEN, async (play) => {
  const homework = "[0.1, 0.1, 0.0, 0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.1]";
  const { ce } = await ask(play, "probabilities", homework, "3", 10);
  assert.equal(ce[0], "0.916291");
  const said = await play.text(PART.calculatorRemarks);
  for (const part of [/not a probability distribution over 10 classes/, /11 entries for 10 classes/, /sum to 1\.05/]) assert.match(said, part);

  await type(play, PART.calculatorValues, "0.4, a lot");
  assert.match(await play.text(PART.calculatorValuesWrong), /“a”, number 2, is not a number/);
  assert.equal(await play.page.locator(PART.calculatorValues).getAttribute("aria-invalid"), "true");
  await type(play, PART.calculatorValues, "0.4, 0.6");
  assert.equal(await play.text(PART.calculatorValuesWrong), "");
});

scenario("soft targets: cross-entropy is entropy and divergence", OPEN, async (play) => {
  await ask(play, "probabilities", "0.25, 0.75", "0.5, 0.5");
  const [ce, entropy, divergence] = [await play.text(PART.calculatorCe), await play.text(PART.calculatorEntropy), await play.text(PART.calculatorKl)];
  close(entropy, Math.log(2), 6);
  close(ce, -0.5 * Math.log(0.25 * 0.75), 6);
  assert.ok(Math.abs(Number(entropy) + Number(divergence) - Number(ce)) < 2e-6);
});

scenario("sizes: 510 and 11 are 521, in 100 steps an epoch", OPEN, async (play) => {
  await type(play, PART.sizesNetwork, "50-10-1");
  await type(play, PART.sizesExamples, "1000");
  await type(play, PART.sizesBatch, "10");
  await play.frames(2);
  const shown = () => Promise.all([PART.sizesWeights, PART.sizesBiases, PART.sizesTotal, PART.sizesSteps].map((part) => play.text(part)));
  assert.deepEqual(await shown(), ["510", "11", "521", "100"]);
  for (const [network, total] of Object.entries({ "784-128-64-10": "109,386", "784-256-128-64-10": "242,762", "28x28-64-10": "50,890" })) {
    await type(play, PART.sizesNetwork, network);
    await play.frames(2);
    assert.equal((await shown())[2], total, network);
  }
  await type(play, PART.sizesNetwork, "784-none-10");
  assert.notEqual(await play.text(PART.sizesNetworkWrong), "");
  assert.equal(await play.text(PART.sizesUpdate), "—", "nothing was trained");
});

for (const [what, net, total, short] of [
  ["a convolutional", "conv-6-5-same-tanh.avg-2.conv-16-5-tanh.avg-2.120-tanh.84-tanh", "61,706", "61.7k"],
  ["a recurrent", "lstm-16", "3,114", "3114"],
  ["a batch-normalised", "128-relu.bn-relu.64-relu", "109,642", "110k"],
]) {
  scenario(`sizes: ${what} network of the run is counted as the panel counts it`, { ...OPEN, hash: `v=1&net=${net}&ui.tab=work` }, async (play) => {
    await play.page.locator(PART.sizesTake).click();
    await play.page.locator(PART.sizesTotal, { hasText: total }).waitFor();
    assert.equal(await play.text(PART.sizesNetworkWrong), "");
    assert.equal(await play.text(PART.parameters), `${short} parameters`);
  });
}

scenario("sizes: a bottleneck needs a tenth of the multiplications, by a press", OPEN, async (play) => {
  await play.page.locator(PART.sizesBottleneck).click();
  await play.page.locator(PART.sizesProducts, { hasText: "12,443,648" }).waitFor();
  await type(play, PART.sizesNetwork, "28x28x192-c5x32");
  await play.page.locator(PART.sizesProducts, { hasText: "120,422,400" }).waitFor();
});

scenario("Nielsen's neuron starts slowly under the quadratic cost", OPEN, async (play) => {
  const neuron = async (weight, bias) => {
    await type(play, PART.neuronWeightText, String(weight));
    await type(play, PART.neuronBiasText, String(bias));
    await type(play, PART.neuronRateText, "0.15");
    await type(play, PART.neuronEpochsText, "300");
    await play.frames(2);
    const said = await play.text(PART.neuronSaid);
    const [, start, epochs, quadratic] = /starts at ([\d.]+); after (\d+) epochs .* and ([\d.]+) under the quadratic cost/.exec(said) ?? assert.fail(said);
    assert.equal(epochs, "300");
    return [Number(start), Number(quadratic)];
  };
  const near = (shown, wanted, tolerance) => assert.ok(Math.abs(shown - wanted) <= tolerance, `${shown} is shown for ${wanted}`);
  const easy = await neuron(0.6, 0.9);
  near(easy[0], 0.82, 0.005);
  near(easy[1], 0.094, 0.0005);
  const hard = await neuron(2, 2);
  near(hard[0], 0.982, 0.0005);
  near(hard[1], 0.203, 0.0005);

  await type(play, PART.neuronWeightText, "many");
  assert.notEqual(await play.text(PART.neuronWeightWrong), "");
});

scenario("every claim is checked, and with other samples comes to the same", OPEN, async (play) => {
  const verdicts = () =>
    play.page.locator(PART.claim).evaluateAll((all) =>
      Object.fromEntries(all.map((claim) => [claim.dataset.claim, claim.querySelector(PART.verdict).classList[1]])),
    );
  const wanted = {
    "mse-linear-convex": "only-if",
    "ce-linear-not-convex": "false",
    "ce-sigmoid-convex": "only-if",
    "mse-sigmoid-convex": "false",
    "ce-softmax-convex": "true",
    "mse-softmax-convex": "false",
    "output-factor": "only-if",
    "ce-gradient": "only-if",
    "mse-logits-gradient": "true",
  };
  const first = await verdicts();
  assert.ok(Object.keys(first).length > Object.keys(wanted).length);
  for (const [key, verdict] of Object.entries(wanted)) assert.equal(first[key], verdict, key);
  const figures = () => play.page.locator(PART.claimFigure).allInnerTexts();
  const before = await figures();
  assert.ok(before.length > 10 && before.every((figure) => /\d/.test(figure)), before.join(" "));

  await play.page.locator(PART.claimsAgain).press("Enter");
  await play.until("other samples", (old) => [...document.querySelectorAll(PART.claimFigure)].map((d) => d.innerText).join() !== old, before.join());
  assert.equal(await play.page.locator(PART.claimsSeed).inputValue(), "2");
  assert.deepEqual(await verdicts(), first);
});

scenario("the loss surface says where it is convex, and is read and walked by keyboard", OPEN, async (play) => {
  const said = {};
  for (const key of await play.page.locator(PART.surfaceCaseOption).evaluateAll((all) => all.map((option) => option.value))) {
    await play.page.locator(PART.surfaceCase).selectOption(key);
    await play.frames(2);
    said[key] = await play.text(PART.surfaceSaid);
    assert.match(await play.text(PART.surfacePath), /^Gradient descent goes from .* in \d+ steps\.$/, key);
  }
  const all = Object.values(said);
  assert.equal(all.filter((sentence) => /^Convex in all of this plane/.test(sentence)).length, 2, all.join("\n"));
  assert.equal(all.filter((sentence) => /^Not convex in [\d.]+ % of this plane/.test(sentence)).length, 1, all.join("\n"));
  assert.equal(all.filter((sentence) => /^Undefined in .* Convex wherever it is defined/.test(sentence)).length, 1, all.join("\n"));

  const map = play.page.locator(PART.theorySurfaceMap).filter({ has: play.page.getByRole("heading", { name: /^Loss:/ }) });
  await map.locator("canvas").focus();
  await play.page.keyboard.press("ArrowRight");
  await play.page.keyboard.press("ArrowUp");
  await play.until("the cell is spoken", () => /w₁ .*, w₂ .*: loss [\d.]+/.test(document.querySelector(PART.theorySurfaceSpoken).textContent));
  const before = await play.text(PART.surfacePath);
  await play.page.keyboard.press("Enter");
  await play.until("another start", (old) => document.querySelector(PART.surfacePath).innerText !== old, before);
});

for (const [name, context] of Object.entries({ "light": {}, "dark": { colorScheme: "dark" }, "a dark phone": { ...PHONE, colorScheme: "dark" } })) {
  scenario(`axe finds nothing in the theory view: ${name}`, { ...OPEN, context }, async (play) => {
    await play.page.locator(PART.claimVerdict).first().waitFor();
    assert.deepEqual(await violations(play.page), []);
    await ask(play, "probabilities", "0.4, 0.4, 0.4", "1");
    await type(play, PART.sizesBatch, "none");
    assert.deepEqual(await violations(play.page), [], "with what does not fit");
    const wide = await play.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, "nothing stands out at the side");
  });
}
