//! Whoever waits for something to be so of a run.

use crate::run::Run;
use futures_channel::oneshot;
use std::cell::RefCell;

type Waiter = (Box<dyn Fn(&Run) -> bool>, oneshot::Sender<()>);

/// Those who wait.
#[derive(Default)]
pub(super) struct Waiters(RefCell<Vec<Waiter>>);

impl Waiters {
    /// Returns a receiver that is ready once `condition` holds for the run, at once if it does already.
    pub fn when(
        &self,
        run: &Run,
        condition: impl Fn(&Run) -> bool + 'static,
    ) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        if condition(run) {
            // Whoever waits has the other end.
            let _ = sender.send(());
        } else {
            self.0.borrow_mut().push((Box::new(condition), sender));
        }
        receiver
    }

    /// Wakes those whose condition holds now that the run may have changed.
    pub fn wake(&self, run: &Run) {
        let ready: Vec<Waiter> = self
            .0
            .borrow_mut()
            .extract_if(.., |(condition, _)| condition(run))
            .collect();
        for (_, sender) in ready {
            // Whoever waited may be gone.
            let _ = sender.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;

    #[test]
    fn whoever_waits_is_woken_once_it_is_so() {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
        let waiters = Waiters::default();
        let mut later = waiters.when(&run, |run| run.progress.step > 0);
        let mut now = waiters.when(&run, |run| run.progress.step == 0);
        assert_eq!(now.try_recv(), Ok(Some(())));
        assert_eq!(later.try_recv(), Ok(None));
        run.progress.step = 1;
        waiters.wake(&run);
        assert_eq!(later.try_recv(), Ok(Some(())));
    }
}
