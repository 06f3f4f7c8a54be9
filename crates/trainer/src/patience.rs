//! How long the browser and its GPU may take to answer. Until the GPU trains nobody waits for it: training on the CPU
//! has begun, so these limits decide only when the page says that there is no answer. They are generous, since a
//! slow machine is not to be told that its GPU is dead.

use crate::port::scope;
use js_sys::Function;
use wasm_bindgen::prelude::*;

/// Milliseconds for an adapter, which browsers name within a second; a driver being started takes a few.
pub const ADAPTER_MS: i32 = 10_000;
/// Milliseconds for the device and what Burn makes on it at once.
pub const START_MS: i32 = 30_000;
/// Milliseconds for the self-test, nearly all of which compiles its kernels: a software GPU on two busy cores has
/// taken half a minute.
pub const TEST_MS: i32 = 180_000;
/// Milliseconds for a slice of work while it trains. A slice ends in at most one read; before the first, kernels are
/// compiled for the network, which takes a software GPU as long as the self-test.
pub const WORK_MS: i32 = 180_000;

/// Milliseconds from one sign of life to the next while it works; work that takes longer at one go is announced.
pub const SIGN_MS: i32 = 1_000;

/// Calls something after a while, or again and again, unless it is dropped before that.
pub struct Timer {
    id: i32,
    clear: fn(i32),
    _call: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `then` after the given number of milliseconds; none where the browser refuses.
    pub fn start(ms: i32, then: impl FnMut() + 'static) -> Option<Self> {
        let set = |call: &Function| {
            scope().set_timeout_with_callback_and_timeout_and_arguments_0(call, ms)
        };
        Self::set(set, |id| scope().clear_timeout_with_handle(id), then)
    }

    /// Calls `tick` every so many milliseconds; none where the browser refuses.
    pub fn repeat(ms: i32, tick: impl FnMut() + 'static) -> Option<Self> {
        let set = |call: &Function| {
            scope().set_interval_with_callback_and_timeout_and_arguments_0(call, ms)
        };
        Self::set(set, |id| scope().clear_interval_with_handle(id), tick)
    }

    fn set(
        set: impl FnOnce(&Function) -> Result<i32, JsValue>,
        clear: fn(i32),
        call: impl FnMut() + 'static,
    ) -> Option<Self> {
        let call = Closure::<dyn FnMut()>::new(call);
        let id = set(call.as_ref().unchecked_ref()).ok()?;
        Some(Self {
            id,
            clear,
            _call: call,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        (self.clear)(self.id);
    }
}

/// Returns a limit in seconds, as sentences say it.
pub fn seconds(ms: i32) -> u32 {
    ms.unsigned_abs() / 1000
}
