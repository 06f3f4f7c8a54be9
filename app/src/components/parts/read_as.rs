//! What an image was read as.

/// Returns what the class `label` is called and, for a sentence, whether its image was read as such or as
/// another.
pub fn read_as<'a>(names: &[&'a str], label: usize, taken_for: usize) -> (&'a str, String) {
    let name = |class: usize| names.get(class).copied().unwrap_or("?");
    let read = match label == taken_for {
        true => "read as such".to_owned(),
        false => format!("read as {}", name(taken_for)),
    };
    (name(label), read)
}
