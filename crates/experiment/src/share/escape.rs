//! Percent-encoding for URL fragments (RFC 3986), escaping only what must be: a link stays readable.

/// Punctuation that a fragment may carry as it is, less what a chat program would take for the end
/// of the link (quotes, brackets) and less `&`, which separates the parts.
const PLAIN: &[u8] = b"-._~/:+,;=@!*?$";

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Escapes `text` so that it may stand in a fragment, the bytes of `reserved` too.
pub(super) fn escape(text: &str, reserved: &[u8]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if !reserved.contains(&byte) && (byte.is_ascii_alphanumeric() || PLAIN.contains(&byte)) {
            escaped.push(char::from(byte));
        } else {
            push_escape(&mut escaped, byte);
        }
    }
    escaped
}

/// Escapes only the bytes of `reserved` and `%`, for a part of a value that is escaped as a whole afterwards: it
/// stays readable, and spaces are not escaped twice.
pub(super) fn protect(text: &str, reserved: &[u8]) -> String {
    let mut protected = String::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(character) {
            Ok(byte) if byte == b'%' || reserved.contains(&byte) => {
                push_escape(&mut protected, byte);
            }
            _ => protected.push(character),
        }
    }
    protected
}

fn push_escape(text: &mut String, byte: u8) {
    text.push('%');
    text.push(char::from(HEX[usize::from(byte >> 4)]));
    text.push(char::from(HEX[usize::from(byte & 15)]));
}

/// Returns the text that was escaped. A stray `%` stays; bytes that are not UTF-8 become `�`.
pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let coded = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match coded {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_must_be_is_escaped() {
        assert_eq!(escape("55000+5000", b""), "55000+5000");
        assert_eq!(escape("step:10:0.5", b""), "step:10:0.5");
        assert_eq!(escape("a&b #é%", b""), "a%26b%20%23%C3%A9%25");
        assert_eq!(escape("a,b=c", b",="), "a%2Cb%3Dc");
        assert_eq!(protect("a b: é 5%", b":"), "a b%3A é 5%25");
    }

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(unescape("100%"), "100%");
        assert_eq!(unescape("%zz%4"), "%zz%4");
        assert_eq!(unescape("%c3%A9"), "é");
        assert_eq!(unescape("%FF"), "\u{fffd}");
    }

    proptest! {
        #[test]
        fn round_trips(text in any::<String>(), reserved in prop::sample::select(vec![&b""[..], b"=", b",;"])) {
            let escaped = escape(&text, reserved);
            prop_assert!(escaped.is_ascii() && !escaped.contains(['&', '#', ' ', '"']));
            prop_assert_eq!(unescape(&escaped), &text[..]);
            let protected = protect(&text, reserved);
            prop_assert!(!protected.bytes().any(|byte| reserved.contains(&byte)));
            prop_assert_eq!(unescape(&protected), text);
        }
    }
}
