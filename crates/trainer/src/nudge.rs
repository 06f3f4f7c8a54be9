//! Firefox looks whether its GPU is done with something only when it gets something else to do, or every 100 ms
//! (Mozilla's bug 1870699). So it is handed nothing, again and again, while somebody waits. Once the bug is mended this file
//! goes.

use crate::patience::Timer;
use crate::port::scope;
use playground_core::train::gpu::Gpu;

/// Milliseconds from one nudge to the next.
const EVERY_MS: i32 = 2;
/// Nudges that are left out at first: most waits are over by then.
const LEFT_OUT: u32 = 2;

/// Hurries whoever waits for `gpu`, in the browser that needs it, until what is returned is dropped.
pub fn hurry(gpu: &Gpu) -> Option<Timer> {
    let agent = scope().navigator().user_agent().unwrap_or_default();
    if !agent.contains("Firefox/") {
        return None;
    }
    let gpu = gpu.clone();
    let mut waited = 0;
    Timer::repeat(EVERY_MS, move || {
        waited += 1;
        if waited > LEFT_OUT {
            gpu.nudge();
        }
    })
}
