// Contestants take turns, so that whatever else the machine does falls on all of them; what is compared is the
// ratio within a round.

/** Steps of the stretches that warm a contestant up, before anything is known of its speed. */
const FIRST_STEPS = 3;
/** Seconds after which no further round begins: on a software GPU a few large batches take minutes. */
const PATIENCE = 180;
/** A stretch grows by no more than this at once: its first steps may have been far slower than the rest. */
const GROWTH = 20;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What one contestant is to another: the median of the ratios of each round. */
export function ratio(speeds, others) {
  return median(speeds.map((speed, round) => speed / others[round]));
}

/** Of a list, the items from `by` on and then those before. */
export function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/**
 * Finds out how many steps take about so many seconds. `stretch(steps)` gives `{steps,
 * seconds, firstLoss}`. Gives the steps
 * and the loss that training began with.
 */
export async function calibrate(stretch, seconds) {
  const { firstLoss } = await stretch(FIRST_STEPS);
  let steps = FIRST_STEPS;
  for (;;) {
    const taken = await stretch(steps);
    const factor = seconds / taken.seconds;
    steps = Math.max(1, Math.round(taken.steps * Math.min(factor, GROWTH)));
    if (factor < 2) return { steps, firstLoss };
  }
}

/**
 * Lets contestants, `{name, stretch}`, take turns for so many rounds of stretches of about so many seconds. Gives by
 * name `{examplesPerSecond: [by round], steps, firstLoss, lastLoss}`, or `{sentence}` of one that cannot do the work.
 * There are fewer rounds where they take too long.
 */
export async function takeTurns(contestants, { batch, rounds, seconds, say = () => {}, now = clock }) {
  const results = {};
  const able = [];
  for (const contestant of contestants) {
    try {
      const { steps, firstLoss } = await calibrate(contestant.stretch, seconds);
      results[contestant.name] = { examplesPerSecond: [], steps, firstLoss };
      able.push(contestant);
    } catch (error) {
      results[contestant.name] = { sentence: sentence(error) };
    }
    say(contestant.name, results[contestant.name]);
  }
  const end = now() + PATIENCE;
  for (let round = 0; round < rounds && now() < end; round += 1) {
    for (const { name, stretch } of rotated(able, round)) {
      const result = results[name];
      const { steps, seconds, lastLoss, more } = await stretch(result.steps);
      result.examplesPerSecond[round] = (steps * batch) / seconds;
      result.lastLoss = lastLoss;
      if (more) (result.more ??= [])[round] = more;
    }
  }
  for (const { name } of able) results[name] = judged(results[name]);
  return results;
}

const clock = () => performance.now() / 1000;

/** A contestant whose loss did not fall has not trained, however fast it was. A loss that is not told is not judged. */
function judged(result) {
  const { firstLoss, lastLoss } = result;
  if (firstLoss === undefined || lastLoss < firstLoss) return { ...result, median: median(result.examplesPerSecond) };
  return { sentence: `It did not learn: its loss went from ${firstLoss.toFixed(3)} to ${lastLoss.toFixed(3)}.` };
}

/** The first line of an error, without where it was thrown. */
function sentence(error) {
  return error.message.split("\n")[0].replace(/^page\.evaluate: (Error: )?/, "");
}
