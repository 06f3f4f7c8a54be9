// Numbers that agree.

import assert from "node:assert/strict";

export const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** That two numbers are no further apart than allowed. */
export const near = (a, b, within, what) => assert.ok(Math.abs(a - b) <= within, `${what}: ${a} and ${b}`);
