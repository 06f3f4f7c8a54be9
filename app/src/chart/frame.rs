//! One animation frame for all charts: a chart that changed is marked dirty, and the next frame
//! draws each dirty chart once, however often it changed. A hidden tab gets no frames, so nothing
//! is drawn for no one; what is dirty waits.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use leptos::prelude::request_animation_frame;

/// Names a chart to the scheduler.
pub type ChartId = u32;

/// What waits for the next frame.
#[derive(Debug, Default)]
struct Dirty {
    charts: BTreeSet<ChartId>,
    frame_requested: bool,
}

impl Dirty {
    /// Marks `chart`; returns whether a frame has to be requested.
    fn mark(&mut self, chart: ChartId) -> bool {
        self.charts.insert(chart);
        !std::mem::replace(&mut self.frame_requested, true)
    }

    /// Takes what to draw in the frame that has come. Marks made from now on ask for another frame.
    fn take(&mut self) -> BTreeSet<ChartId> {
        self.frame_requested = false;
        std::mem::take(&mut self.charts)
    }
}

/// The page's charts and which of them are to be drawn anew.
#[derive(Default)]
pub struct FrameScheduler {
    dirty: Dirty,
    next_id: ChartId,
    draws: BTreeMap<ChartId, Rc<dyn Fn()>>,
}

thread_local! {
    static SCHEDULER: RefCell<FrameScheduler> = RefCell::default();
}

impl FrameScheduler {
    /// Adds a chart; `draw` runs inside an animation frame after each [`mark_dirty`](Self::mark_dirty).
    pub fn register(draw: Rc<dyn Fn()>) -> ChartId {
        SCHEDULER.with_borrow_mut(|all| {
            all.next_id += 1;
            all.draws.insert(all.next_id, draw);
            all.next_id
        })
    }

    /// Removes a chart that left the page.
    pub fn remove(chart: ChartId) {
        SCHEDULER.with_borrow_mut(|all| {
            all.draws.remove(&chart);
            all.dirty.charts.remove(&chart);
        });
    }

    /// Has `chart` drawn in the next frame.
    pub fn mark_dirty(chart: ChartId) {
        if SCHEDULER.with_borrow_mut(|all| all.dirty.mark(chart)) {
            request_animation_frame(Self::draw_dirty);
        }
    }

    /// Draws the marked charts. The draws run outside the borrow, because one may mark another chart.
    fn draw_dirty() {
        let draws: Vec<Rc<dyn Fn()>> = SCHEDULER.with_borrow_mut(|all| {
            let dirty = all.dirty.take();
            dirty
                .iter()
                .filter_map(|id| all.draws.get(id).cloned())
                .collect()
        });
        for draw in draws {
            draw();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_ask_for_one_frame() {
        let mut dirty = Dirty::default();
        assert!(dirty.mark(1));
        assert!(!dirty.mark(1));
        assert!(!dirty.mark(2));
        assert_eq!(dirty.take().into_iter().collect::<Vec<_>>(), [1, 2]);
        assert!(dirty.take().is_empty());
    }

    #[test]
    fn a_change_while_drawing_asks_for_the_next_frame() {
        let mut dirty = Dirty::default();
        dirty.mark(1);
        dirty.take();
        assert!(dirty.mark(1));
    }
}
