//! Statements, each checked in the page.

use super::Card;
use super::contents::{Finds, LinkHere, heading_id, id};
use crate::components::parts::{Button, Fact, Typed, notes, whole, wrong};
use leptos::prelude::*;
use playground_experiment::format;
use playground_insight::theory::claims::{CLAIMS, Claim, ClaimResult, Figure, Verdict};
use playground_insight::theory::contents::Anchor;

/// Returns the class and words of a verdict; a sign goes first, so that it is not told by colour alone.
fn said(verdict: Verdict) -> (&'static str, String) {
    match verdict {
        Verdict::True => ("true", "✓ True".to_owned()),
        Verdict::False => ("false", "✗ False".to_owned()),
        Verdict::TrueOnlyIf(condition) => ("only-if", format!("◐ True only if {condition}")),
    }
}

/// The card.
#[component]
pub fn Claims(
    /// The seed of the samples.
    typed: RwSignal<String>,
    /// What is looked for.
    finds: Finds,
) -> impl IntoView {
    let most = u64::from(u32::MAX);
    let seed = Memo::new(move |_| typed.with(|text| whole(text, 0, most)));
    let again = move |_| {
        let next = seed.get_untracked().map_or(1, |seed| (seed + 1) % most);
        typed.set(next.to_string());
    };
    view! {
        <Card
            key="claims"
            why="theory-claims"
            note=&notes::theory::CLAIMS
        >
            <div class="theory-again">
                <Typed id="claims-seed" label="seed" value=typed numeric=true wrong=wrong(seed) />
                <Button id="claims-again" class="small" press=again>"Check with other samples"</Button>
            </div>
            <ol class="claims">
                {CLAIMS.iter().map(|claim| view! { <Checked claim seed finds /> }).collect_view()}
            </ol>
        </Card>
    }
}

#[component]
fn Checked(claim: &'static Claim, seed: Memo<Result<u64, String>>, finds: Finds) -> impl IntoView {
    let anchor = Anchor::Claim(claim.key);
    let outcome = Memo::new(move |_| seed.get().ok().map(claim.check));
    let verdict = move |outcome: &ClaimResult| {
        let (class, words) = said(outcome.verdict);
        view! { <span class=format!("verdict {class}")>{words}</span> }
    };
    let figure = |figure: &Figure| {
        view! { <Fact name=figure.name value=format::precise(figure.value) /> }
    };
    view! {
        <li class="claim" class:left-out=move || !finds.has(anchor) id=id(anchor) data-claim=claim.key>
            <div class="claim-head">
                <h3 class="claim-statement" id=heading_id(anchor) tabindex="-1">{claim.statement}</h3>
                <div class="theory-tools">
                    {move || outcome.with(|o| o.as_ref().map(verdict))}
                    <LinkHere anchor />
                </div>
            </div>
            <dl class="theory-figures">
                {move || {
                    outcome.with(|o| o.as_ref().map(|o| o.figures.iter().map(figure).collect_view()))
                }}
            </dl>
            <p class="caption">{claim.method}</p>
            <p>{claim.comment}</p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_told_by_words() {
        assert_eq!(said(Verdict::True).1, "✓ True");
        assert_eq!(
            said(Verdict::TrueOnlyIf("it rains")).1,
            "◐ True only if it rains"
        );
    }
}
