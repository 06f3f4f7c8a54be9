//! The dialog that saves a figure for a report: which file, how wide, and what stands around it, with a preview.
//! Figures are drawn anew for paper, light whatever the page is. What is chosen stays for the visit.

use super::parts::{Button, Dialog, DialogHead, Tick, Typed, option, parsed, radios};
use crate::chart::{FigureOffer, SaveRequest, environment};
use crate::home::download::{File, png_of};
use crate::text::t;
use leptos::html;
use leptos::prelude::*;
use playground_chart::Palette;
use playground_chart::figure::{Figure, Look, PIXELS_PER_METRE, Width};
use playground_chart::png::with_resolution;
use playground_experiment::format;
use playground_insight::export::file_word;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;

/// Pixels of the preview from left to right.
const PREVIEW: u32 = 1200;
/// Pixels that it is high at most: some browsers show nothing on a taller canvas.
const TALLEST_PREVIEW: u32 = 8192;
/// Rows of a table of numbers that the preview shows.
const ROWS: usize = 8;

/// The kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Format {
    #[default]
    Svg,
    Png,
    Csv,
}

impl Format {
    /// Each with its ending and its name, which every language writes so.
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Svg, "svg", "SVG"),
        (Self::Png, "png", "PNG"),
        (Self::Csv, "csv", "CSV"),
    ];

    fn ending(self) -> &'static str {
        let own = Self::ALL.iter().find(|(format, ..)| *format == self);
        own.map_or("", |(_, ending, _)| ending)
    }
}

/// What was chosen last.
#[derive(Clone, Copy)]
struct Choices {
    /// Which of the figures that are offered.
    which: RwSignal<usize>,
    format: RwSignal<Format>,
    width: RwSignal<String>,
    /// Whether the width is in pixels.
    pixels: RwSignal<bool>,
    title: RwSignal<bool>,
    caption: RwSignal<bool>,
}

impl Choices {
    /// Begins with a column of a printed page.
    fn new() -> Self {
        Self {
            which: RwSignal::new(0),
            format: RwSignal::default(),
            width: RwSignal::new("12".to_owned()),
            pixels: RwSignal::new(false),
            title: RwSignal::new(true),
            caption: RwSignal::new(true),
        }
    }

    /// Reads the width that is typed. Tracks.
    fn width(self) -> Result<Width, String> {
        let pixels = self.pixels.get();
        let read = self.width.with(|text| Width::read(text, pixels));
        read.ok_or_else(|| match pixels {
            true => {
                let (least, most) = Width::PIXELS;
                t!(
                    "figure.wrong_pixels",
                    least = least,
                    most = format::grouped(most as u64)
                )
            }
            false => {
                let (least, most) = Width::CENTIMETRES;
                t!("figure.wrong_centimetres", least = least, most = most)
            }
        })
    }

    /// Returns how the figure is to look. Tracks.
    fn look(self, caption: &str) -> Result<Look, String> {
        Ok(Look {
            width: self.width()?,
            title: self.title.get(),
            caption: match self.caption.get() {
                true => caption.to_owned(),
                false => String::new(),
            },
        })
    }

    /// Returns the figure that is chosen and how it is to look. Tracks.
    fn chosen(self, offer: &FigureOffer) -> Result<(Figure, Look), String> {
        let figure = offer.figures.get(self.which.get()).cloned();
        let figure = figure.ok_or_else(|| t!("figure.nothing"))?;
        Ok((figure, self.look(&offer.caption)?))
    }

    /// Returns the figure that is chosen, with its numbers in full. Tracks.
    fn in_full(self, offer: &FigureOffer) -> Option<Figure> {
        offer.in_full.get(self.which.get()).cloned()
    }

    /// Returns the kind of file of `figure`: SVG in place of CSV where it has no numbers. Tracks.
    fn format_of(self, figure: &Figure) -> Format {
        match self.format.get() {
            Format::Csv if !figure.has_numbers() => Format::default(),
            format => format,
        }
    }
}

/// The dialog.
#[component]
pub fn FigureDialog(request: SaveRequest) -> impl IntoView {
    let SaveRequest { open, offer } = request;
    let choices = Choices::new();
    let said = RwSignal::new(String::new());
    let preview = NodeRef::<html::Canvas>::new();
    let on_open = move |()| {
        choices.which.set(0);
        said.set(String::new());
    };
    let chosen = Memo::new(move |_| match open.get() {
        true => offer.with(|offer| choices.chosen(offer)),
        false => Err(String::new()),
    });
    let figure =
        Memo::new(move |_| chosen.with(|c| c.as_ref().ok().map(|(figure, _)| figure.clone())));
    let format = Memo::new(move |_| {
        let figure = figure.get();
        figure.map_or(Format::default(), |figure| choices.format_of(&figure))
    });
    let numbers = Memo::new(move |_| offer.with(|offer| choices.in_full(offer)));
    let size = RwSignal::new(None);
    Effect::new(move || {
        let (Some(canvas), Ok((figure, look))) = (preview.get(), chosen.get()) else {
            return;
        };
        size.set(draw_preview(&canvas, &figure, &look));
    });
    let wrong = Signal::derive(move || match offer.with(|o| o.figures.is_empty()) {
        true => String::new(),
        false => choices.width().err().unwrap_or_default(),
    });
    let save = move |_| {
        let Some(canvas) = preview.get_untracked() else {
            return;
        };
        let format = format.get_untracked();
        let word = offer.with_untracked(|offer| offer.word.clone());
        match chosen.get_untracked() {
            Err(why) => said.set(why),
            Ok((figure, look)) => {
                let numbers = numbers.get_untracked().filter(|_| format == Format::Csv);
                let figure = numbers.unwrap_or(figure);
                spawn_local(async move {
                    let file = file_of(&figure, &look, format, &word, &canvas).await;
                    said.set(file.and_then(|file| file.offer()).unwrap_or_else(|why| why));
                });
            }
        }
    };
    let empty = move || offer.with(|offer| offer.figures.is_empty());
    let blocked = move || chosen.with(Result::is_err);
    let described = move || {
        let title = figure.with(|f| f.as_ref().map(|f| f.title.clone()));
        t!("figure.preview", figure = title.unwrap_or_default())
    };
    view! {
        <Dialog class="help figure-dialog" id="figure-dialog" titled="figure-title" on_open open>
            <DialogHead id="figure-title" title=t!("figure.title") open />
            <Show when=empty>
                <p id="figure-nothing">{t!("figure.nothing")}</p>
            </Show>
            <div class="figure-parts" hidden=empty>
                <div class="figure-choices">
                    <Which offer which=choices.which />
                    <Formats figure format chosen=choices.format />
                    <div class="figure-paper" hidden=move || format.get() == Format::Csv>
                        <div class="figure-width">
                            <Typed
                                id="figure-width"
                                label=t!("figure.width")
                                value=choices.width
                                wrong
                                numeric=true
                            />
                            <Unit pixels=choices.pixels width=choices.width />
                        </div>
                        <Tick id="figure-with-title" words=t!("figure.with_title") on=choices.title set=move |on| choices.title.set(on) />
                        <Tick
                            id="figure-with-caption"
                            words=t!("figure.with_caption")
                            on=choices.caption
                            set=move |on| choices.caption.set(on)
                        />
                        <p class="caption" id="figure-size">{move || size_words(size.get(), format.get())}</p>
                    </div>
                </div>
                <div class="figure-shown light">
                    <canvas
                        node_ref=preview
                        class="figure-preview"
                        id="figure-preview"
                        role="img"
                        aria-label=described
                        hidden=move || format.get() == Format::Csv
                    ></canvas>
                    <pre class="figure-numbers" hidden=move || format.get() != Format::Csv>
                        {move || numbers.get().filter(|_| format.get() == Format::Csv).and_then(|figure| first_rows(&figure))}
                    </pre>
                </div>
                <div class="figure-end">
                    <Button id="figure-save" class="primary" disabled=blocked press=save>
                        {t!("figure.save")}
                    </Button>
                    <p class="caption" id="figure-said" role="status">{said}</p>
                </div>
            </div>
        </Dialog>
    }
}

/// Which figure, where the button stands for several.
#[component]
fn Which(offer: RwSignal<FigureOffer>, which: RwSignal<usize>) -> impl IntoView {
    let titles = Memo::new(move |_| {
        offer.with(|offer| {
            offer
                .figures
                .iter()
                .map(|f| f.title.clone())
                .collect::<Vec<_>>()
        })
    });
    let entry = move |(at, title): (usize, String)| option(at, title, move || which.get() == at);
    let choose = parsed(move |at| which.set(at));
    view! {
        <Show when=move || { titles.with(Vec::len) > 1 }>
            <div class="field">
                <label class="field-label" for="figure-which">{t!("figure.which")}</label>
                <select id="figure-which" on:change=choose>
                    {move || titles.get().into_iter().enumerate().map(entry).collect_view()}
                </select>
            </div>
        </Show>
    }
}

/// The kinds of file; that of numbers only where the figure has some.
#[component]
fn Formats(
    figure: Memo<Option<Figure>>,
    format: Memo<Format>,
    chosen: RwSignal<Format>,
) -> impl IntoView {
    let numbers = Memo::new(move |_| figure.with(|f| f.as_ref().is_some_and(Figure::has_numbers)));
    let offered = move || {
        let numbers = numbers.get();
        let all = Format::ALL.into_iter();
        all.filter(move |(format, ..)| numbers || *format != Format::Csv)
    };
    view! {
        <div class="radios inline" role="radiogroup" aria-labelledby="figure-format-name">
            <span class="radios-name" id="figure-format-name">{t!("figure.format")}</span>
            {move || radios("figure-format", offered(), move || format.get(), move |one| chosen.set(one))}
        </div>
    }
}

/// The unit of the width. Who changes it gets a usual width in it.
#[component]
fn Unit(pixels: RwSignal<bool>, width: RwSignal<String>) -> impl IntoView {
    let choose = parsed(move |chosen: bool| {
        pixels.set(chosen);
        width.set(if chosen { "1200" } else { "12" }.to_owned());
    });
    view! {
        <select id="figure-unit" aria-label=t!("figure.unit") on:change=choose>
            {option(false, "cm", move || !pixels.get())}
            {option(true, "px", move || pixels.get())}
        </select>
    }
}

/// Draws the preview, and returns how many pixels the figure has as a bitmap: none where a canvas refuses.
fn draw_preview(
    canvas: &HtmlCanvasElement,
    figure: &Figure,
    look: &Look,
) -> Option<Result<(u32, u32), (u32, u32)>> {
    let palette = Palette::for_print(canvas, environment::mixes_colors());
    let ruler = palette.ruler()?;
    let size = figure.pixels(look, &palette, &ruler);
    let (Ok((width, height)) | Err((width, height))) = size;
    // As wide as usual, or as high as a canvas may be.
    let tall = f64::from(height) / f64::from(width.max(1));
    let wide = PREVIEW
        .min((f64::from(TALLEST_PREVIEW) / tall) as u32)
        .max(1);
    if let Err(why) = figure.draw_on(canvas.clone(), wide, look, &palette, &ruler) {
        leptos::logging::error!("A figure could not be drawn: {why}");
    }
    Some(size)
}

fn size_words(size: Option<Result<(u32, u32), (u32, u32)>>, format: Format) -> String {
    match (size, format) {
        (Some(Err((width, height))), Format::Png) => too_large((width, height)),
        (Some(Ok((width, height))), Format::Png) => {
            t!("figure.pixels", width = width, height = height)
        }
        (Some(_), _) => t!("figure.vector"),
        (None, _) => String::new(),
    }
}

fn too_large((width, height): (u32, u32)) -> String {
    t!("figure.too_large", width = width, height = height)
}

/// Returns the first rows of the numbers.
fn first_rows(figure: &Figure) -> Option<String> {
    let text = figure.csv()?;
    let mut rows: Vec<&str> = text.lines().take(ROWS).collect();
    if text.lines().nth(ROWS).is_some() {
        rows.push("…");
    }
    Some(rows.join("\n"))
}

/// Makes the file; colours are those that apply to `canvas`.
///
/// # Errors
/// A sentence.
async fn file_of(
    figure: &Figure,
    look: &Look,
    format: Format,
    word: &str,
    canvas: &HtmlCanvasElement,
) -> Result<File, String> {
    let name = name_of(&figure.title, word, format);
    let palette = Palette::for_print(canvas, environment::mixes_colors());
    let ruler = palette.ruler().ok_or_else(|| t!("figure.no_canvas"))?;
    match format {
        Format::Csv => Ok(File::text(
            name,
            "text/csv",
            figure.csv().unwrap_or_default(),
        )),
        Format::Svg => {
            let text = figure.svg(look, &palette, &ruler)?;
            Ok(File::text(name, "image/svg+xml", text))
        }
        Format::Png => {
            let size = figure.pixels(look, &palette, &ruler).map_err(too_large)?;
            let paper = document().create_element("canvas").ok();
            let paper: Option<HtmlCanvasElement> = paper.and_then(|paper| paper.dyn_into().ok());
            let paper = paper.ok_or_else(|| t!("figure.no_canvas"))?;
            figure.draw_on(paper.clone(), size.0, look, &palette, &ruler)?;
            // A browser short of memory makes no picture and says nothing.
            let bytes = png_of(&paper).await.ok_or_else(|| too_large(size))?;
            Ok(File {
                name,
                kind: "image/png",
                bytes: with_resolution(&bytes, PIXELS_PER_METRE)?,
            })
        }
    }
}

/// Returns the name of a file: figure, run and step.
fn name_of(title: &str, word: &str, format: Format) -> String {
    let figure = file_word(title, "figure");
    let ending = format.ending();
    match word {
        "" => format!("{figure}.{ending}"),
        word => format!("{figure}-{word}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_figure_run_and_step() {
        let name = |title, word| name_of(title, word, Format::Svg);
        assert_eq!(
            name("Loss", "mnist-ce-step-30"),
            "loss-mnist-ce-step-30.svg"
        );
        assert_eq!(name("<script>", ""), "script.svg");
        let long = name(&"how hard ".repeat(20), "mnist-ce-step-30");
        assert!(long.ends_with("-mnist-ce-step-30.svg"), "{long}");
    }
}
