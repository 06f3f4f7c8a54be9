//! The link to this page: what it carries, copied, and as a QR code.

use super::experiment::ChooseSettings;
use super::home::HomeButton;
use super::parts::{Button, Dialog, DialogHead, Popover, Tick, WithSome, clipboard, element};
use crate::home::download::File;
use crate::runs::Runs;
use crate::state::{LinkOptions, OnlySettings, ShownSettings, Store, address};
use crate::text::t;
use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;
use playground_experiment::device::Preference;
use playground_insight::export::qr_code::{QrCode, TooLong};
use web_sys::HtmlInputElement;

/// The button of the sheet, which gets the focus back from a dialog.
const SHARE: &str = "details.share > summary";

/// The settings that are shown alone where nobody has chosen others: with them the page makes its point.
const FIRST_SHOWN: [&str; 4] = ["net", "loss", "opt", "lr"];

/// The link that is being shared, and what it carries: made once, for the sheet and the dialog with the code.
#[derive(Clone, Copy)]
pub struct Sharing {
    ticked: RwSignal<LinkOptions>,
    /// As it was made last.
    link: RwSignal<String>,
    /// Whether it is shown as a QR code.
    code: RwSignal<bool>,
}

impl Sharing {
    /// Begins with what a link carries where nobody has ticked anything.
    pub fn new() -> Self {
        Self {
            ticked: RwSignal::new(LinkOptions::USUAL),
            link: RwSignal::new(String::new()),
            code: RwSignal::new(false),
        }
    }
}

/// A button that copies the link and shows it, with what it may carry.
#[component]
pub fn Share() -> impl IntoView {
    let runs = Runs::here();
    let sharing: Sharing = expect_context();
    let outcome = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let by_hand = move || {
        outcome.set(t!("share.by-hand"));
        if let Some(field) = field.get_untracked() {
            // Where focus cannot go the link is selected all the same.
            let _ = field.focus();
            field.select();
        }
    };
    let make = move || {
        let ticked = sharing.ticked.get_untracked();
        let link = address(untrack(|| runs.to_share()), ticked);
        sharing.link.set(link.clone());
        outcome.set(String::new());
        link
    };
    let copy = move || {
        clipboard::copy(&make(), move |is_there| match is_there {
            true => outcome.set(t!("share.copied")),
            // The sheet is open and the link in its field by then.
            false => request_animation_frame(by_hand),
        });
    };
    // What is ticked keeps the focus, whatever the clipboard does.
    let copy_again = move || {
        clipboard::copy(&make(), move |is_there| {
            outcome.set(match is_there {
                true => t!("share.copied"),
                false => t!("share.changed"),
            });
        });
    };
    let select = |event: FocusEvent| event_target::<HtmlInputElement>(&event).select();
    view! {
        <Popover class="share" summary=ViewFn::from(|| t!("share.open")) on_open=Callback::new(move |()| copy())>
            <label class="field wide">
                <span class="field-label">{t!("share.link")}</span>
                <input
                    node_ref=field
                    type="text"
                    id="link"
                    readonly
                    translate="no"
                    prop:value=sharing.link
                    on:focus=select
                />
            </label>
            <p class="caption" role="status">{outcome}</p>
            <Ticks ticked=sharing.ticked changed=Callback::new(move |()| copy_again()) />
            <div class="share-buttons">
                <Button id="share-copy" press=move |_| copy()>{t!("share.copy")}</Button>
                <Button id="share-code" press=move |_| sharing.code.set(true)>{t!("share.code")}</Button>
                <HomeButton class="share-home" />
            </div>
        </Popover>
    }
}

/// What the link carries besides the runs.
#[component]
fn Ticks(ticked: RwSignal<LinkOptions>, changed: Callback<()>) -> impl IntoView {
    let device = Store::here().memo(|run| run.device.preference);
    let device = Signal::derive(move || match device.get() {
        Preference::Auto => t!("share.device-auto"),
        Preference::WebGpu => t!("share.device-webgpu"),
        Preference::Cpu => t!("share.device-cpu"),
    });
    let tick =
        move |id: &'static str, words: Signal<String>, part: fn(&mut LinkOptions) -> &mut bool| {
            let on = Signal::derive(move || *part(&mut ticked.get()));
            let set = move |on| {
                ticked.update(|ticked| *part(ticked) = on);
                changed.run(());
            };
            view! { <Tick id words on set /> }
        };
    let view = Store::here().view;
    let only = Signal::derive(move || match ticked.with(|ticked| ticked.only) {
        OnlySettings::AsHere => view.only.get(),
        OnlySettings::All => None,
        OnlySettings::These(only) => Some(only),
    });
    let choose = move |chosen: Option<ShownSettings>| {
        // None at all is another choice: the settings are hidden.
        let chosen = chosen.filter(|chosen| !chosen.is_empty());
        if chosen.is_none() {
            // The boxes go, and with them the one that has the focus.
            element::keep_focus("#share-only");
        }
        ticked.update(|ticked| ticked.only = chosen.map_or(OnlySettings::All, OnlySettings::These));
        changed.run(());
    };
    let some = move || {
        view.only
            .get_untracked()
            .unwrap_or_else(|| ShownSettings::of(FIRST_SHOWN))
    };
    let choices = move || {
        let chosen = Signal::derive(move || only.get().unwrap_or_default());
        view! { <ChooseSettings chosen choose=move |chosen| choose(Some(chosen)) /> }
    };
    let lesson = move || tick("share-lesson", t!("share.lesson").into(), |t| &mut t.lesson);
    let place = move || tick("share-place", t!("share.place").into(), |t| &mut t.place);
    view! {
        <fieldset class="share-ticks">
            <legend>{t!("share.carries")}</legend>
            {tick("share-view", t!("share.view").into(), |t| &mut t.view)}
            <Show when=move || ticked.with(|t| t.view)>{place()}</Show>
            <Show when=move || view.lesson.with(Option::is_some)>{lesson()}</Show>
            {tick("share-start", t!("share.start").into(), |t| &mut t.start)}
            {tick("share-settings", t!("share.settings").into(), |t| &mut t.settings_hidden)}
            <Tick
                id="share-only"
                words=t!("share.only")
                on=Signal::derive(move || only.get().is_some())
                set=move |on: bool| choose(on.then(some))
            />
            <Show when=move || only.get().is_some()>{choices()}</Show>
            {tick("share-device", device, |t| &mut t.device)}
            {tick("share-projector", t!("share.projector").into(), |t| &mut t.projector)}
        </fieldset>
    }
}

/// The link as a QR code, large enough for the back of the room.
#[component]
pub fn CodeOfLink() -> impl IntoView {
    let sharing: Sharing = expect_context();
    let open = sharing.code;
    let code = Memo::new(move |_| {
        let wanted = open.get();
        wanted.then(|| sharing.link.with(|link| QrCode::of(link)))
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            // What opened it stands in a sheet that has closed.
            element::keep_focus(SHARE);
        }
        is_open
    });
    let shown = move || code.with_some(picture);
    view! {
        <Dialog class="help code" id="code" titled="code-title" open>
            <DialogHead id="code-title" title=t!("code.title") open />
            {shown}
            <p class="caption code-link" translate="no">{sharing.link}</p>
        </Dialog>
    }
}

/// Shows a code, or says why there is none.
fn picture(code: &Result<QrCode, TooLong>) -> AnyView {
    let code = match code {
        Ok(code) => code.clone(),
        Err(why) => {
            return view! { <p class="notice warning" id="code-too-long" role="alert">{why.to_string()}</p> }
                .into_any();
        }
    };
    let extent = code.extent();
    let (paper, ink) = (format!("M0 0h{extent}v{extent}h-{extent}z"), code.path());
    let said = RwSignal::new(String::new());
    let save = move |_| {
        let svg = code.svg(&t!("code.label"));
        let file = File::text(
            "gradient-playground-link.svg".to_owned(),
            "image/svg+xml",
            svg,
        );
        said.set(file.offer().unwrap_or_else(|why| why));
    };
    view! {
        <svg
            class="code-picture"
            id="code-picture"
            viewBox=format!("0 0 {extent} {extent}")
            shape-rendering="crispEdges"
            role="img"
            aria-label=t!("code.label")
        >
            <path class="code-paper" d=paper></path>
            <path class="code-ink" d=ink></path>
        </svg>
        <p class="caption">{t!("code.about")}</p>
        <div class="share-buttons">
            <Button id="code-save" press=save>{t!("code.save")}</Button>
            <span class="caption" role="status">{said}</span>
        </div>
    }
    .into_any()
}
