//! Reports on their way from the device, which training does not wait for.

use crate::train::record::{PendingReport, StepFigures};
use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Reports that are being read, oldest first.
#[derive(Default)]
pub(super) struct Reports(VecDeque<Reading>);

type Reading = Pin<Box<dyn Future<Output = Result<StepFigures, String>>>>;

/// Reports that may be on their way while training goes on. On the CPU they are there at once.
pub(super) const UNDER_WAY: usize = 2;

impl Reports {
    /// Begins to read a report.
    pub(super) fn read(&mut self, pending: PendingReport) {
        self.0.push_back(Box::pin(pending.read_all()));
    }

    /// Forgets them all: their network is gone.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// Returns whether any is on its way.
    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// Takes the oldest one if it is there; waits for it while more than `under_way` are on their way.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn next(&mut self, under_way: usize) -> Result<Option<StepFigures>, String> {
        let wait = self.0.len() > under_way;
        let Some(oldest) = self.0.front_mut() else {
            return Ok(None);
        };
        let found = match wait {
            true => oldest.await,
            false => match oldest
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                Poll::Ready(found) => found,
                Poll::Pending => return Ok(None),
            },
        };
        self.0.pop_front();
        found.map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_channel::oneshot;
    use playground_experiment::protocol::Report;
    use pollster::block_on;

    /// A report of a step that is read when it is told so.
    fn reading(step: u64, told: oneshot::Receiver<()>) -> Reading {
        Box::pin(async move {
            told.await.map_err(|_| "The device failed.".to_owned())?;
            Ok(StepFigures {
                report: Report {
                    step,
                    ..Report::default()
                },
                probe: None,
                panel: None,
            })
        })
    }

    #[test]
    fn reports_come_in_order_and_the_oldest_is_waited_for_when_there_are_too_many() {
        let mut reports = Reports::default();
        let (tells, told): (Vec<_>, Vec<_>) = (0..3).map(|_| oneshot::channel()).unzip();
        let all = told
            .into_iter()
            .zip(1..)
            .map(|(told, step)| reading(step, told));
        reports.0.extend(all);
        let mut tells = tells.into_iter().map(Some).collect::<Vec<_>>();
        let mut tell = |at: usize| tells[at].take().unwrap().send(()).unwrap();
        let mut next = |under_way| {
            let figures = block_on(reports.next(under_way)).unwrap();
            figures.map(|figures| figures.report.step)
        };
        tell(1);
        assert_eq!(next(3), None, "the first is still on its way");
        tell(0);
        assert_eq!(next(2), Some(1));
        assert_eq!(next(2), Some(2));
        assert_eq!(next(2), None);
        tell(2);
        assert_eq!(next(0), Some(3));
        assert_eq!(next(0), None);
    }

    #[test]
    fn a_device_that_fails_is_told() {
        let mut reports = Reports::default();
        let (tell, told) = oneshot::channel();
        reports.0.push_back(reading(1, told));
        drop(tell);
        assert!(block_on(reports.next(0)).is_err());
        assert!(!reports.any());
    }
}
