//! Theory small enough to be worked out by hand, in double precision and without a
//! network in training. Every formula here is tested against a number that a person can check, or
//! against finite differences.
//!
//! | file | |
//! | --- | --- |
//! | [`neuron`] | one sigmoid neuron that learns under two costs from the same start |
//! | [`numbers`] | typed numbers, and what keeps them from being a distribution |
//! | [`calculator`] | every loss and gradient of one example, step by step |
//! | [`sizes`] | how many weights, biases and steps, and how large an update |
//! | [`cost`] | what a training step costs, before it is taken |
//! | [`surface`] | the loss of two weights over a plane, and where it is convex |
//! | [`points`] | two classes of points for it |
//! | [`claims`] | statements, each with the check that decides it |
//! | [`contents`] | the sheets of all this, their places in links, and the search over their words |

pub mod calculator;
pub mod claims;
pub mod contents;
pub mod cost;
mod eigen;
pub mod neuron;
pub mod numbers;
pub mod points;
pub mod sizes;
pub mod surface;
