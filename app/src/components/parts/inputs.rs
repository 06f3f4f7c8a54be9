//! Labelled inputs. Each acts while it is dragged or typed, and says what does not fit.

use super::select::option;
use leptos::prelude::*;
use playground_insight::theory::numbers;
use web_sys::HtmlInputElement;

/// What a slider may be set to.
#[derive(Clone, Copy)]
pub struct Reach {
    /// Ends of the slider.
    slider: (f64, f64),
    /// Distance of its notches; on a logarithmic one, in decades.
    step: f64,
    /// Whether equal distances are equal ratios.
    log: bool,
    /// What may be typed.
    typed: (f64, f64),
    /// Whether only whole numbers fit.
    whole: bool,
}

impl Reach {
    /// Allows any number of the slider's or the typed range.
    pub const fn new(slider: (f64, f64), step: f64, typed: (f64, f64)) -> Self {
        Self {
            slider,
            step,
            typed,
            log: false,
            whole: false,
        }
    }

    /// Makes equal distances on the slider equal ratios.
    pub const fn log(self) -> Self {
        Self { log: true, ..self }
    }

    /// Allows whole numbers only.
    pub const fn whole(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }

    fn position(self, value: f64) -> f64 {
        if self.log { value.log10() } else { value }
    }

    /// Returns the value at a position of the slider; on a logarithmic one, of two figures.
    fn value(self, position: f64) -> f64 {
        match self.log {
            true => two_figures(10f64.powf(position)),
            false => position,
        }
    }

    /// Reads the number typed.
    ///
    /// # Errors
    /// A sentence that says what would fit.
    fn read(self, text: &str) -> Result<f64, String> {
        let (least, most) = self.typed;
        let [value] = numbers::numbers(text)?[..] else {
            return Err("Type one number.".to_owned());
        };
        match (least..=most).contains(&value) && !(self.whole && value.fract() != 0.0) {
            true => Ok(value),
            false if self.whole => Err(format!("Choose a whole number, {least} to {most}.")),
            false => Err(format!("Choose {least} to {most}.")),
        }
    }
}

/// Rounds to two figures; through text, so that 0.03 is 0.03 and not the float beside it.
pub fn two_figures(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// A field with its name above it, and below it what is wrong with it.
#[component]
fn Labelled(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] wrong: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:wrong=move || wrong.with(|w| !w.is_empty())>
            <label class="field-label" for=id>{label}</label>
            {children()}
            <p class="complaint" id=format!("{id}-wrong") aria-live="polite">{wrong}</p>
        </div>
    }
}

/// A slider with a field beside it for what it cannot reach.
#[component]
pub fn Slider(
    /// Id of the slider; the field's is `ID-text`.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// What it sets.
    value: RwSignal<f64>,
    /// What it may be set to.
    reach: Reach,
) -> impl IntoView {
    let wrong = RwSignal::new(String::new());
    let drag = move |event| {
        let position = event_target::<HtmlInputElement>(&event).value_as_number();
        wrong.set(String::new());
        value.set(reach.value(position));
    };
    let commit = move |event| match reach.read(&event_target_value(&event)) {
        Ok(read) => {
            wrong.set(String::new());
            value.set(read);
        }
        Err(said) => wrong.set(said),
    };
    view! {
        <Labelled id label wrong>
            <div class="slider">
                <input
                    type="range"
                    id=id
                    min=reach.position(reach.slider.0).to_string()
                    max=reach.position(reach.slider.1).to_string()
                    step=reach.step.to_string()
                    prop:value=move || reach.position(value.get()).to_string()
                    aria-valuetext=move || value.get().to_string()
                    on:input=drag
                />
                <input
                    type="text"
                    id=format!("{id}-text")
                    inputmode="decimal"
                    autocomplete="off"
                    aria-label=format!("{label}, typed")
                    aria-describedby=format!("{id}-wrong")
                    aria-invalid=move || wrong.with(|w| !w.is_empty()).to_string()
                    prop:value=move || value.get().to_string()
                    on:change=commit
                />
            </div>
        </Labelled>
    }
}

/// A field that is read while it is typed.
#[component]
pub fn Typed(
    /// Its id.
    id: &'static str,
    /// Its name.
    #[prop(into)]
    label: String,
    /// What it holds.
    value: RwSignal<String>,
    /// What is wrong with it; empty where nothing is.
    #[prop(into)]
    wrong: Signal<String>,
    /// Shows digits on a phone's keyboard.
    #[prop(optional)]
    numeric: bool,
) -> impl IntoView {
    view! {
        <Labelled id label wrong>
            <input
                type="text"
                id=id
                inputmode=if numeric { "decimal" } else { "text" }
                autocomplete="off"
                spellcheck="false"
                aria-describedby=format!("{id}-wrong")
                aria-invalid=move || wrong.with(|w| !w.is_empty()).to_string()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </Labelled>
    }
}

/// A choice from a few.
#[component]
pub fn Choice(
    /// Its id.
    id: &'static str,
    /// Its name.
    label: &'static str,
    /// The word chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the word that is chosen.
    #[prop(into)]
    choose: Callback<String>,
    /// Words and names.
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let option = move |(key, name): (&'static str, &'static str)| {
        option(key, name, move || value.with(|v| v == key))
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>{label}</label>
            <select
                id=id
                prop:value=value
                on:change=move |event| choose.run(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

/// Reads a whole number typed in a field. The error says what fits.
pub fn whole(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let part = |c: &char| !c.is_whitespace() && *c != ',';
    match text.chars().filter(part).collect::<String>().parse() {
        Ok(value) if (least..=most).contains(&value) => Ok(value),
        _ => Err(format!("Choose a whole number, {least} to {most}.")),
    }
}

/// Returns the error of a reading, or nothing: what a field says is wrong.
pub fn complaint<T>(read: &Result<T, String>) -> String {
    read.as_ref().err().cloned().unwrap_or_default()
}

/// Returns the complaint about what is read anew whenever something is typed.
pub fn wrong<T: Send + Sync + 'static>(read: Memo<Result<T, String>>) -> Signal<String> {
    Signal::derive(move || read.with(complaint))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Reach = Reach {
        slider: (0.01, 100.0),
        step: 0.05,
        log: true,
        typed: (0.0, 1000.0),
        whole: false,
    };

    #[test]
    fn a_logarithmic_slider_gives_two_figures() {
        assert_eq!(RATE.value(RATE.position(0.15)), 0.15);
        assert_eq!(RATE.value(0.5), 3.2);
    }

    #[test]
    fn what_is_typed_fits_or_is_refused() {
        assert_eq!(RATE.read("0.15"), Ok(0.15));
        assert!(RATE.read("-1").unwrap_err().contains("0 to 1000"));
        assert!(RATE.read("1 2").unwrap_err().contains("one number"));
        let whole_only = Reach {
            whole: true,
            ..RATE
        };
        assert!(whole_only.read("1.5").unwrap_err().contains("whole number"));
        assert_eq!(whole("60,000", 1, 100_000), Ok(60_000));
        assert!(whole("0", 1, 9).is_err() && whole("-3", 1, 9).is_err());
    }
}
