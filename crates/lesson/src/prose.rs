//! Text of a lesson: paragraphs and lists with emphasis, code, links and quoted figures. What else Markdown knows is
//! refused: the page shows nothing that is not here.

use crate::error::{LessonError, shortened};
use crate::expression::Expression;
use crate::figure::Measurement;
use crate::format::Format;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// Each is a text of its own.
        items: Vec<Vec<Block>>,
    },
}

/// A part of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// As it is.
    Text(String),
    /// Code or a formula, in letters of equal width.
    Code(String),
    /// Emphasised.
    Emphasis(Vec<Inline>),
    /// Emphasised strongly.
    Strong(Vec<Inline>),
    /// A link.
    Link {
        /// An address that begins with `https://`, or with `#` for a link to settings of this page.
        to: String,
        /// What is read.
        words: Vec<Inline>,
    },
    /// A measured figure.
    Figure(Quote),
}

/// A figure in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// What is measured.
    pub expression: Expression,
    /// How it is written.
    pub format: Format,
}

/// Levels of lists and emphasis within each other, at most.
const DEEPEST: usize = 8;

/// Between these stands the place of a quoted figure while Markdown is read: characters that no text has a use for.
const MARK: (char, char) = ('\u{E000}', '\u{E001}');

/// Reads a text whose first line is line `first` of its file. Figures may be quoted in it where `measured`.
///
/// # Errors
/// What cannot be shown.
pub(crate) fn read(text: &str, first: usize, measured: bool) -> Result<Vec<Block>, LessonError> {
    let (marked, quotes) = take_quotes(text, first, measured)?;
    let line_of = |at: usize| first + marked[..at].matches('\n').count();
    let mut builder = Builder::new(&quotes);
    for (event, range) in Parser::new_ext(&marked, Options::empty()).into_offset_iter() {
        let told = |message| LessonError::new(line_of(range.start), message);
        builder.take(event).map_err(told)?;
    }
    Ok(builder.done)
}

/// Adds the figures that a text quotes.
pub(crate) fn collect(blocks: &[Block], asked: &mut Vec<Measurement>) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => collect_inline(inlines, asked),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, asked)),
        }
    }
}

fn collect_inline(inlines: &[Inline], asked: &mut Vec<Measurement>) {
    for inline in inlines {
        match inline {
            Inline::Text(_) | Inline::Code(_) => {}
            Inline::Figure(quote) => quote.expression.collect(asked),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { words: inner, .. } => {
                collect_inline(inner, asked);
            }
        }
    }
}

/// Puts a mark in the place of each `{{figure}}`: a `*` in it would be emphasis to Markdown.
fn take_quotes(
    text: &str,
    first: usize,
    measured: bool,
) -> Result<(String, Vec<Quote>), LessonError> {
    let mut quotes = Vec::new();
    let mut lines = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let told = |message: String| LessonError::new(first + at, message);
        if line.contains([MARK.0, MARK.1]) {
            return Err(told(
                "A character for private use stands here; take it out.".to_owned(),
            ));
        }
        let (mut marked, mut rest) = (String::new(), line);
        while let Some((before, after)) = rest.split_once("{{") {
            if !measured {
                let said =
                    "Figures are quoted in `reveal` alone: before the run nothing is measured.";
                return Err(told(said.to_owned()));
            }
            let Some((inside, after)) = after.split_once("}}") else {
                return Err(told(
                    "A quoted figure ends with “}}” in the same line.".to_owned(),
                ));
            };
            let place = quotes.len();
            quotes.push(read_quote(inside).map_err(told)?);
            marked.push_str(&format!("{before}{}{place}{}", MARK.0, MARK.1));
            rest = after;
        }
        marked.push_str(rest);
        lines.push(marked);
    }
    Ok((lines.join("\n"), quotes))
}

/// Reads `accuracy.run2 as percent`.
fn read_quote(text: &str) -> Result<Quote, String> {
    let (expression, format) = match text.rsplit_once(" as ") {
        Some((expression, word)) => (expression, Format::read_word(word.trim())?),
        None => (text, Format::default()),
    };
    Ok(Quote {
        expression: expression.parse()?,
        format,
    })
}

/// What is open while a text is read.
enum Open {
    Paragraph,
    /// Of a list whose items follow each other closely, an item holds its words without a paragraph.
    Item(Vec<Block>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Emphasis,
    Strong,
    Link(String),
}

/// Builds the tree of a text from what Markdown says of it.
struct Builder<'a> {
    quotes: &'a [Quote],
    open: Vec<Open>,
    /// The words of each open paragraph, item or part of one, the outermost first.
    words: Vec<Vec<Inline>>,
    done: Vec<Block>,
}

impl<'a> Builder<'a> {
    fn new(quotes: &'a [Quote]) -> Self {
        Self {
            quotes,
            open: Vec::new(),
            words: Vec::new(),
            done: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => {
                self.text(&text);
                Ok(())
            }
            Event::SoftBreak | Event::HardBreak => {
                self.text(" ");
                Ok(())
            }
            Event::Code(code) => {
                self.push(Inline::Code(without_figures(&code)?));
                Ok(())
            }
            Event::Rule => Err(not_shown("A line across the page")),
            Event::Html(_) | Event::InlineHtml(_) => Err(not_shown("HTML")),
            _ => Err(not_shown("This kind of Markdown")),
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return Err(format!(
                "Lists and emphasis are nested more than {DEEPEST} deep; write it more simply."
            ));
        }
        let open = match tag {
            Tag::Paragraph => Open::Paragraph,
            Tag::List(first) => {
                // What stands before a list within its item is a paragraph of its own.
                self.settle();
                Open::List {
                    ordered: first.is_some(),
                    items: Vec::new(),
                }
            }
            Tag::Item => Open::Item(Vec::new()),
            Tag::Emphasis => Open::Emphasis,
            Tag::Strong => Open::Strong,
            Tag::Link { dest_url, .. } => Open::Link(address(dest_url)?),
            Tag::Heading { .. } => {
                return Err(
                    "Only steps have headings: begin one with “## ”, or use emphasis.".to_owned(),
                );
            }
            Tag::CodeBlock(_) => {
                return Err("A block of code is not shown; fence setup, predict, until, explain or reveal with ```, or \
                            write `code` within a sentence."
                    .to_owned());
            }
            Tag::Image { .. } => return Err(not_shown("An image")),
            Tag::BlockQuote(_) => return Err(not_shown("A quotation")),
            Tag::HtmlBlock => return Err(not_shown("HTML")),
            _ => return Err(not_shown("This kind of Markdown")),
        };
        if !matches!(open, Open::List { .. }) {
            self.words.push(Vec::new());
        }
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self) {
        match self.open.pop() {
            None => {}
            Some(Open::Paragraph) => {
                let words = self.words.pop().unwrap_or_default();
                self.block(Block::Paragraph(words));
            }
            Some(Open::Item(mut blocks)) => {
                let words = self.words.pop().unwrap_or_default();
                if !words.is_empty() {
                    blocks.push(Block::Paragraph(words));
                }
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::List { ordered, items }) => self.block(Block::List { ordered, items }),
            Some(Open::Emphasis) => self.wrap(Inline::Emphasis),
            Some(Open::Strong) => self.wrap(Inline::Strong),
            Some(Open::Link(to)) => self.wrap(|words| Inline::Link { to, words }),
        }
    }

    fn wrap(&mut self, of: impl FnOnce(Vec<Inline>) -> Inline) {
        let words = self.words.pop().unwrap_or_default();
        self.push(of(words));
    }

    /// Adds a block where it stands: in the item that is open, or at the end of the text.
    fn block(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Item(blocks)) => blocks.push(block),
            _ => self.done.push(block),
        }
    }

    /// Makes a paragraph of the words of the item that is open.
    fn settle(&mut self) {
        if let (Some(Open::Item(blocks)), Some(words)) =
            (self.open.last_mut(), self.words.last_mut())
            && !words.is_empty()
        {
            blocks.push(Block::Paragraph(std::mem::take(words)));
        }
    }

    /// Adds text, and figures in the places of their marks.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, marked)) = rest.split_once(MARK.0) {
            let (place, after) = marked.split_once(MARK.1).unwrap_or((marked, ""));
            self.plain(before);
            let quote = place.parse().ok().and_then(|at: usize| self.quotes.get(at));
            if let Some(quote) = quote {
                self.push(Inline::Figure(quote.clone()));
            }
            rest = after;
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let last = self.words.last_mut().and_then(|words| words.last_mut());
        match last {
            Some(Inline::Text(before)) => before.push_str(text),
            _ => self.push(Inline::Text(text.to_owned())),
        }
    }

    fn push(&mut self, inline: Inline) {
        if let Some(words) = self.words.last_mut() {
            words.push(inline);
        }
    }
}

fn not_shown(what: &str) -> String {
    format!("{what} is not shown in lessons; write text with *emphasis*, `code`, lists and links.")
}

fn without_figures(text: &str) -> Result<String, String> {
    match text.contains(MARK.0) {
        true => Err("A figure cannot stand in code or in an address.".to_owned()),
        false => Ok(text.to_owned()),
    }
}

/// Returns where a link leads, if it may.
fn address(to: CowStr<'_>) -> Result<String, String> {
    let to = without_figures(&to)?;
    if to.starts_with("https://") || to.starts_with('#') {
        return Ok(to);
    }
    Err(format!(
        "A link leads to “{}”; it has to begin with https://, or with # for settings of this page.",
        shortened(&to)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.to_owned())
    }

    fn paragraph(words: &str) -> Block {
        Block::Paragraph(vec![text(words)])
    }

    #[test]
    fn a_text_becomes_its_parts() {
        let read = read(
            "One *two* **three** `p - y`\nfour [five](https://example.org).",
            1,
            false,
        );
        let expected = vec![
            text("One "),
            Inline::Emphasis(vec![text("two")]),
            text(" "),
            Inline::Strong(vec![text("three")]),
            text(" "),
            Inline::Code("p - y".to_owned()),
            text(" four "),
            Inline::Link {
                to: "https://example.org".to_owned(),
                words: vec![text("five")],
            },
            text("."),
        ];
        assert_eq!(read, Ok(vec![Block::Paragraph(expected)]));
    }

    #[test]
    fn lists_hold_texts_of_their_own() {
        let read = read("Before:\n\n1. one\n   - inner\n2. two", 1, false).unwrap();
        let inner = Block::List {
            ordered: false,
            items: vec![vec![paragraph("inner")]],
        };
        let list = Block::List {
            ordered: true,
            items: vec![vec![paragraph("one"), inner], vec![paragraph("two")]],
        };
        assert_eq!(read, vec![paragraph("Before:"), list]);
    }

    #[test]
    fn quoted_figures_keep_their_stars() {
        let read = read(
            "It is **{{ratio.run2 * 2 * 3}}**, {{gap as percent}}.",
            1,
            true,
        )
        .unwrap();
        let quote = |expression: &str, format| {
            Inline::Figure(Quote {
                expression: expression.parse().unwrap(),
                format,
            })
        };
        let expected = vec![
            text("It is "),
            Inline::Strong(vec![quote("ratio.run2 * 2 * 3", Format::Number)]),
            text(", "),
            quote("gap", Format::Percent),
            text("."),
        ];
        assert_eq!(read, vec![Block::Paragraph(expected)]);
    }

    #[test]
    fn what_is_not_shown_is_told_with_its_line() {
        for (written, said) in [
            ("\n\n# Title", "Only steps have headings"),
            ("\n\n![a](https://b)", "An image is not shown"),
            ("\n\n<b>bold</b>", "HTML is not shown"),
            ("\n\n> quoted", "A quotation is not shown"),
            ("\n\n---", "A line across the page is not shown"),
            ("\n\n    code", "A block of code is not shown"),
            (
                "\n\n[a](javascript:alert)",
                "A link leads to “javascript:alert”",
            ),
            ("\n\n{{step}}", "Figures are quoted in `reveal` alone"),
        ] {
            let error = read(written, 10, false).unwrap_err();
            assert_eq!(error.line, 12, "{written}");
            assert!(error.message.starts_with(said), "{error}");
        }
        for (written, said) in [
            ("\n{{step", "A quoted figure ends with “}}”"),
            ("\n{{steps}}", "There is no figure “steps”"),
            ("\n{{step as many}}", "“many” is not a format"),
            ("\n`{{step}}`", "A figure cannot stand in code"),
            ("\n[a](https://{{step}})", "A figure cannot stand in code"),
            ("\n\u{E000}", "A character for private use"),
        ] {
            let error = read(written, 1, true).unwrap_err();
            assert_eq!(error.line, 2, "{written}");
            assert!(error.message.starts_with(said), "{error}");
        }
        let deep = "- ".repeat(1_000) + "a";
        assert!(
            read(&deep, 1, true)
                .unwrap_err()
                .message
                .contains("nested more than 8 deep")
        );
    }
}
