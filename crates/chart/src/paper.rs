//! What is drawn on: a canvas, or the text of an SVG file. plotters knows both as one backend, so that one drawing
//! gives both.

use super::svg::Svg;
use plotters::prelude::DrawingBackend;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// What a pen draws on where plotters does not.
pub enum Paper<'a> {
    /// The context of a canvas.
    Canvas(&'a CanvasRenderingContext2d),
    /// A file in the making.
    Svg(Rc<Svg>),
}

/// What plotters draws on.
pub enum Backend {
    /// A canvas, through plotters-canvas.
    Canvas(CanvasBackend),
    /// A file in the making. plotters-svg knows neither dashes nor clips nor places between whole pixels.
    Svg(Rc<Svg>),
}

/// What a canvas refuses; a file refuses nothing.
type Refusal = <CanvasBackend as DrawingBackend>::ErrorType;
type Drawn = Result<(), DrawingErrorKind<Refusal>>;

impl Backend {
    /// Creates the backend of a canvas; none where the browser gives no 2-D context.
    pub fn of_canvas(canvas: &HtmlCanvasElement) -> Option<Self> {
        CanvasBackend::with_canvas_object(canvas.clone()).map(Self::Canvas)
    }
}

impl DrawingBackend for Backend {
    type ErrorType = Refusal;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas(canvas) => canvas.get_size(),
            Self::Svg(svg) => svg.units(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_pixel(at, color),
            Self::Svg(svg) => {
                svg.rectangle([at, (at.0 + 1, at.1 + 1)], color);
                Ok(())
            }
        }
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_rect(from, to, style, fill),
            Self::Svg(svg) => {
                svg.rectangle([from, to], style.color());
                Ok(())
            }
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_path(path, style),
            Self::Svg(svg) => {
                svg.polyline(path, style.stroke_width(), style.color());
                Ok(())
            }
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_circle(centre, radius, style, fill),
            Self::Svg(svg) => {
                svg.circle(centre, radius, style.color());
                Ok(())
            }
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.fill_polygon(path, style),
            Self::Svg(svg) => {
                svg.filled(path, style.color());
                Ok(())
            }
        }
    }
}
