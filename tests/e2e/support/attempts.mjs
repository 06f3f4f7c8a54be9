// A second try, which is always told.

/**
 * Attempts it, and once more if it fails for a reason that `excuse` finds in the error; whatever else is wrong fails at
 * once. The first attempt is printed, so that a scenario that stumbles often is seen.
 */
export async function onceMore(t, excuse, attempt) {
  try {
    await attempt();
  } catch (error) {
    const reason = excuse(error);
    if (!reason) throw error;
    t.diagnostic(`${reason} at the first attempt: ${error.message}`);
    await attempt();
  }
}
