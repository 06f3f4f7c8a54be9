// Examples per second of the page and its peers on the same images: each work on each device.

import { ours, peer } from "./contestants.mjs";
import { withRatios } from "./ratios.mjs";
import { takeTurns } from "./turns.mjs";
import { DEVICES, PEERS, WORKS } from "./works.mjs";

/** Seconds of a stretch. */
const STRETCH = 1.5;

/** Gives `{"cpu mlp-64": {page, bare, jax, tfjs, ratios}}`; `wanted` chooses by such a key. */
export async function contest({ browser, server, site, rounds, wanted = () => true, say }) {
  const results = {};
  for (const device of DEVICES) {
    for (const work of WORKS) {
      const key = `${device.key} ${work.key}`;
      if (!wanted(key)) continue;
      say(key);
      results[key] = await onWork({ browser, server, site, device, work, rounds, say });
    }
  }
  return results;
}

async function onWork({ browser, server, site, device, work, rounds, say }) {
  const contestants = [];
  const absent = {};
  try {
    const enter = async (name, entering) => {
      try {
        contestants.push(...[await entering].flat());
      } catch (error) {
        absent[name] = { sentence: error.message.split("\n")[0] };
      }
    };
    await enter("page", ours(browser, server, work, device.key));
    for (const name of PEERS) await enter(name, peer(browser, site, name, work, device.peers));
    const results = await takeTurns(contestants, { batch: work.batch, rounds, seconds: STRETCH, say: said(say) });
    return withRatios({ ...absent, ...results });
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
}

function said(say) {
  return (name, { sentence, steps }) => say(`  ${name}: ${sentence ?? `stretches of ${steps} steps`}`);
}
