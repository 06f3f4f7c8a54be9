//! Inside the network: what the Inside view asks of a trainer and what comes back. Plain Rust; the
//! trainer computes it in `train`.
//!
//! | file | |
//! | --- | --- |
//! | `inspection.rs` | one image from input to answer, the weights of a layer, what the answer hangs on |
//! | `scan.rs` | a sample of the data: what excites each unit, and where each image lies |
//! | `top_activations.rs` | the images that excite a unit most |
//! | `reconstruction.rs` | what an autoencoder makes of one image of each class |

mod inspection;
mod reconstruction;
mod scan;
mod top_activations;

pub use inspection::{
    InspectRequest, Inspected, Inspection, MOST_WEIGHTS, OCCLUSION_PATCH, OCCLUSION_SIDE, Window,
};
pub use reconstruction::{Reconstructed, Reconstruction};
pub use scan::{ActivationScan, MAX_SCANNED, ScanBulk, ScanResult};
pub use top_activations::{TOP_ACTIVATIONS, TopActivation, TopActivations};
