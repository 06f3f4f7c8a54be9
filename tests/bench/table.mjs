// The results as Markdown: what is to be reached, and who is how fast.

import { ROWS, find } from "./rows.mjs";
import { DEVICES, WORKS } from "./works.mjs";

const BEGIN = "<!-- bench:begin -->";
const END = "<!-- bench:end -->";

/** The tables of `{browser, sklearn, native}`, each part as its program wrote it or absent. */
export function markdown(results) {
  return [aims(results), callsOfSteps(results), modelled(results), speeds(results), nativeSpeeds(results), accuracies(results), caption(results)].filter(Boolean).join("\n\n");
}

/** `text` with what stands between the marks replaced. */
export function withTables(text, tables) {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no ${BEGIN} with ${END} after it: put both where the tables belong.`);
  return `${text.slice(0, from + BEGIN.length)}\n${tables}\n${text.slice(to)}`;
}

function aims(results) {
  const line = ({ what, aim, measure }) => {
    const { sentence, text, met } = measure(results);
    return sentence ? [what, aim, plain(sentence), "–"] : [what, aim, text, met ? "yes" : "no"];
  };
  return table(["what", "aim", "measured", "reached"], ROWS.map(line));
}

const WHO = { page: "the page", jax: "jax-js", tfjs: "TensorFlow.js" };

/** What a step asks of a GPU, as `calls` of `figures/` counts it. */
function callsOfSteps({ browser }) {
  const lines = measuredWorks(browser).flatMap(([title, { counts }]) =>
    Object.entries(WHO).map(([name, who]) => {
      const { dispatches, submits, bytes } = counts[name];
      return [`${title}, ${who}`, Math.round(dispatches), submits.toFixed(submits < 10 ? 2 : 0), Math.round(bytes).toLocaleString("en")];
    }),
  );
  return lines.length > 0 && table(["calls of a step, without a report", "programs", "handed over", "bytes uploaded"], lines);
}

/** How fast they would be on a real GPU, by a model. */
function modelled({ browser }) {
  const lines = measuredWorks(browser).flatMap(([title, { models }]) =>
    Object.entries(models).map(([model, speeds]) => {
      const ratio = find(speeds, "ratios", "jax");
      const last = ratio.sentence ? "–" : `${ratio.toFixed(2)}×`;
      return [`${title}, ${model}`, ...Object.keys(WHO).map((name) => speed(find(speeds, name, "median"))), last];
    }),
  );
  const heads = ["examples per second by a model, not measured: 30 µs to a program, nothing computed", ...Object.values(WHO), "the page against jax-js"];
  return lines.length > 0 && table(heads, lines);
}

function measuredWorks(browser) {
  const works = browser?.calls?.sentence ? {} : (browser?.calls ?? {});
  return WORKS.filter(({ key }) => works[key]).map(({ key, title }) => [title, works[key]]);
}

/** Examples per second in the browser. */
function speeds(results) {
  const { page, ...peers } = WHO;
  const who = { page, bare: "its bare loop", ...peers };
  const lines = DEVICES.flatMap(({ key: device, peers: theirs }) =>
    WORKS.filter((work) => results.browser?.contest?.[`${device} ${work.key}`]).map((work) => {
      const all = results.browser.contest[`${device} ${work.key}`];
      const roofline = find(all, "ratios", "bare", "roofline");
      const cells = Object.keys(who).map((name) => speed(find(all, name, "median")));
      return [`${work.title}, ${device} (peers: ${theirs})`, ...cells, roofline.sentence ? "–" : `${(100 * roofline).toFixed(0)} %`];
    }),
  );
  const heads = ["examples per second in the browser", ...Object.values(who), "bare loop of a bare matrix product"];
  return lines.length > 0 && table(heads, lines);
}

/** Examples per second without a browser; scikit-learn has no convolutions. */
function nativeSpeeds({ native, sklearn }) {
  if (!native && !sklearn) return "";
  const gpu = native?.gpu;
  const lines = Object.entries(NATIVELY).map(([key, title]) => [
    title,
    speed(find(native, "speed", key, "median")),
    ...(gpu ? [speed(find(gpu, "speed", key, "median"))] : []),
    key.startsWith("lenet") ? "–" : speed(find(sklearn, "speed", key, "median")),
  ]);
  const onGpu = gpu ? [`on ${plain(gpu.name ?? "a GPU")}`] : [];
  return table(["examples per second, natively", "this trainer", ...onGpu, sklearn?.version ?? "scikit-learn"], lines);
}

const NATIVELY = {
  64: "MLP 784-128-64-10, batch 64",
  1000: "MLP 784-128-64-10, batch 1000",
  "lenet-64": "LeNet-5, batch 64",
};

/** Test accuracy on Fashion-MNIST by activation: the mean over the last epochs of several seeds, and how far they lie apart. */
function accuracies({ native, sklearn }) {
  const names = Object.keys(sklearn?.accuracy ?? native?.accuracy ?? {});
  if (names.length === 0) return "";
  const shares = (all) => {
    if (!all) return "not measured";
    if (all.sentence) return plain(all.sentence);
    const mean = all.shares.reduce((sum, share) => sum + share, 0) / all.shares.length;
    const [low, high] = [Math.min(...all.shares), Math.max(...all.shares)].map((share) => share.toFixed(4));
    return `${mean.toFixed(4)} (${low} to ${high})`;
  };
  const measured = [native, sklearn].flatMap((side) => Object.values(side?.accuracy ?? {})).find(({ epochs }) => epochs);
  const how = measured ? `, last three of ${measured.epochs} epochs, ${measured.seeds} seeds, Glorot's uniform start` : "";
  const lines = names.map((name) => [name, shares(native?.accuracy?.[name]), shares(sklearn?.accuracy?.[name])]);
  return table([`test accuracy, Fashion-MNIST, 784-256-128-64-10${how}`, "this trainer", sklearn?.version ?? "scikit-learn"], lines);
}

function caption({ browser, sklearn }) {
  if (!browser) return `Natively measured on ${sklearn?.date ?? "an unknown day"}.`;
  const native = sklearn && sklearn.date !== browser.date ? ` Native figures: ${sklearn.date}.` : "";
  return (
    `Measured on ${browser.date} with ${browser.browser}, on ${browser.processor}; medians of ${browser.rounds} rounds, ` +
    `training on ${browser.images}, WebGPU played by the processor.${native}`
  );
}

const speed = (value) => (value.sentence ? plain(value.sentence) : Math.round(value).toLocaleString("en"));

/** A sentence from a program, fit for a cell. */
function plain(sentence) {
  return sentence.replaceAll("|", "/").replace(/\.$/, "");
}

function table(heads, lines) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  return [row(heads), row(heads.map(() => "---")), ...lines.map(row)].join("\n");
}
