//! Inside the network: what the Inside view asks of a trainer and what comes back. Plain Rust; the
//! trainer computes it in `train`.
//!
//! | file | |
//! | --- | --- |
//! | `inspection.rs` | one image from input to answer, the weights of a layer, what the answer hangs on |
//! | `survey.rs` | a sample of the data: what excites each unit, and where each image lies |
//! | `favourites.rs` | the images that excite a unit most |
//! | `reconstruction.rs` | what an autoencoder makes of one image of each class |

mod favourites;
mod inspection;
mod reconstruction;
mod survey;

pub use favourites::{FAVOURITES, Favourite, Favourites};
pub use inspection::{
    Inspected, Inspection, MOST_WEIGHTS, OCCLUSION_PATCH, OCCLUSION_SIDE, Window, Wish,
};
pub use reconstruction::{Reconstructed, Reconstruction};
pub use survey::{MAX_SURVEYED, Survey, SurveyBulk, Surveyed};
