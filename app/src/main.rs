//! The page: a panic says what it is in the console, then the page is mounted.

fn main() {
    console_error_panic_hook::set_once();
}
