//! The page of Gradient Playground.

pub mod chart;
pub mod data;
pub mod run;
pub mod state;
pub mod trainer;
