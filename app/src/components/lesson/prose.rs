//! Text of a lesson as elements of the page.

use super::measured::FigureSnapshot;
use leptos::prelude::*;
use playground_lesson::{Block, Inline};

/// Builds a text; quoted figures are those of `measured`.
pub fn prose(blocks: &[Block], measured: &FigureSnapshot) -> AnyView {
    let built: Vec<AnyView> = blocks.iter().map(|part| block(part, measured)).collect();
    built.into_any()
}

fn block(block: &Block, measured: &FigureSnapshot) -> AnyView {
    match block {
        Block::Paragraph(words) => view! { <p>{inlines(words, measured)}</p> }.into_any(),
        Block::List { ordered, items } => {
            let item = |blocks: &Vec<Block>| view! { <li>{prose(blocks, measured)}</li> };
            let items: Vec<_> = items.iter().map(item).collect();
            match ordered {
                true => view! { <ol>{items}</ol> }.into_any(),
                false => view! { <ul>{items}</ul> }.into_any(),
            }
        }
    }
}

fn inlines(parts: &[Inline], measured: &FigureSnapshot) -> AnyView {
    let built: Vec<AnyView> = parts.iter().map(|part| inline(part, measured)).collect();
    built.into_any()
}

fn inline(part: &Inline, measured: &FigureSnapshot) -> AnyView {
    match part {
        Inline::Text(text) => text.clone().into_any(),
        Inline::Code(code) => view! { <code translate="no">{code.clone()}</code> }.into_any(),
        Inline::Emphasis(inner) => view! { <em>{inlines(inner, measured)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{inlines(inner, measured)}</strong> }.into_any(),
        Inline::Link { to, words } => {
            let to = to.clone();
            // A page in the place of this one would take the runs away; settings are for this page.
            let elsewhere = !to.starts_with('#');
            view! {
                <a href=to target=elsewhere.then_some("_blank") rel=elsewhere.then_some("noopener")>
                    {inlines(words, measured)}
                </a>
            }
            .into_any()
        }
        Inline::Figure(quote) => {
            let value = quote.expression.evaluate(measured);
            let written = quote.format.write(value);
            view! { <span class="lesson-figure" translate="no">{written}</span> }.into_any()
        }
    }
}
