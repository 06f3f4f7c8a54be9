//! The page of Gradient Playground: what is seen and what it remembers. It never computes with
//! tensors; the trainer in its worker does.
//!
//! | folder | |
//! | --- | --- |
//! | [`run`] | the state machine of a run, without a browser |
//! | [`runs`] | several of them side by side, in lock-step |
//! | [`sweeps`] | a grid of short runs in one worker |
//! | [`state`] | the store around it |
//! | [`trainer`] | the worker's other end |
//! | [`data`] | images as they arrive |
//! | [`patience`] | how long anything is waited for |
//! | [`chart`] | charts |
//! | [`components`] | what is seen |
//! | [`home`] | what is taken home and brought back |
//! | [`script`] | `window.playground` |
//! | [`text`] | what the page says, in one table |
//! | [`translation`] | the page in the hands of a browser's translator |

pub mod chart;
mod clock;
pub mod components;
pub mod data;
pub mod home;
mod js_error;
mod keys;
mod offered;
pub mod patience;
pub mod run;
pub mod runs;
pub mod script;
pub mod state;
pub mod sweeps;
pub mod text;
pub mod trainer;
pub mod translation;
