//! Signs of life of the trainer: how long it has been silent while something is expected of it, and how long a pause
//! takes.
//!
//! A trainer speaks at least once a second between two slices of work, and says before a slice that will take longer how
//! long that is. Time is counted in ticks, of which none counts for more than [`TICK_MS`]: a machine that sleeps and a
//! tab that is hidden are no silence.

/// Milliseconds that a tick counts for, at most.
const TICK_MS: f64 = 1500.0;
/// Silence in milliseconds that is told, unless the trainer has announced longer work.
const SILENT_MS: f64 = 5000.0;
/// How much longer than announced work may take before that is told.
const MARGIN: f64 = 3.0;
/// How long a pause may take in milliseconds before it is told.
const PAUSE_MS: f64 = 1000.0;

/// What is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The trainer has been silent for this many seconds.
    Silent(u64),
    /// It still works although it was asked to pause; the slice takes about this many seconds, if it has said so.
    Pausing(Option<u64>),
}

/// The pulse of a trainer.
#[derive(Clone, Debug, Default)]
pub struct Pulse {
    silent_ms: f64,
    pausing_ms: f64,
    /// Seconds of the work under way, as the trainer announced them.
    announced: Option<f64>,
    /// Whether its silence was told.
    told: bool,
}

impl Pulse {
    /// Returns for how many seconds it has been silent, once that is so long that it was told.
    pub fn silence(&self) -> Option<u64> {
        self.told.then_some((self.silent_ms / 1000.0) as u64)
    }

    /// Takes note of a word of the trainer. Returns whether it had been told to be silent.
    pub(super) fn heard(&mut self) -> bool {
        (self.silent_ms, self.announced) = (0.0, None);
        std::mem::take(&mut self.told)
    }

    /// Takes note that the work it now begins takes about this many seconds.
    pub(super) fn announced(&mut self, seconds: f64) {
        self.announced = Some(seconds);
    }

    /// Takes note of `ms` milliseconds in which nothing was heard. `waits` says whether a word is expected, `pauses`
    /// whether it works on although it was asked to pause. Returns what is to be told now.
    pub(super) fn tick(&mut self, ms: f64, waits: bool, pauses: bool) -> Option<Sign> {
        let ms = ms.min(TICK_MS);
        let add = |so_far: f64, counts: bool| if counts { so_far + ms } else { 0.0 };
        self.silent_ms = add(self.silent_ms, waits);
        let before = self.pausing_ms;
        self.pausing_ms = add(self.pausing_ms, pauses);
        let allowed = SILENT_MS.max(self.announced.unwrap_or(0.0) * 1000.0 * MARGIN);
        if self.silent_ms >= allowed && !self.told {
            self.told = true;
            return Some(Sign::Silent((self.silent_ms / 1000.0) as u64));
        }
        let pauses = before < PAUSE_MS && self.pausing_ms >= PAUSE_MS;
        let seconds = self.announced.map(|seconds| seconds.ceil() as u64);
        pauses.then_some(Sign::Pausing(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first sign within a number of ticks, and after how many it came.
    fn signs(pulse: &mut Pulse, ticks: u32, ms: f64, pauses: bool) -> Option<(u32, Sign)> {
        (1..=ticks).find_map(|n| Some((n, pulse.tick(ms, true, pauses)?)))
    }

    #[test]
    fn silence_is_told_once_and_a_word_ends_it() {
        let mut pulse = Pulse::default();
        assert_eq!(
            signs(&mut pulse, 9, 1000.0, false),
            Some((5, Sign::Silent(5)))
        );
        assert_eq!(signs(&mut pulse, 99, 1000.0, false), None);
        assert_eq!(pulse.silence(), Some(104));
        assert!(pulse.heard() && pulse.silence().is_none());
        assert_eq!(signs(&mut pulse, 4, 1000.0, false), None);
        assert!(!pulse.heard());
    }

    #[test]
    fn announced_work_may_take_three_times_as_long() {
        let mut pulse = Pulse::default();
        pulse.announced(10.0);
        assert_eq!(
            signs(&mut pulse, 99, 1000.0, false),
            Some((30, Sign::Silent(30)))
        );
    }

    #[test]
    fn sleep_and_hidden_tabs_are_no_silence() {
        let mut pulse = Pulse::default();
        assert_eq!(pulse.tick(3_600_000.0, true, false), None);
        assert_eq!(pulse.tick(60_000.0, true, false), None);
        for _ in 0..99 {
            assert_eq!(
                pulse.tick(1000.0, false, false),
                None,
                "nothing is expected"
            );
        }
    }

    #[test]
    fn a_pause_that_takes_long_is_told_once_with_its_length() {
        let mut pulse = Pulse::default();
        pulse.announced(40.0);
        assert_eq!(
            signs(&mut pulse, 3, 1000.0, true),
            Some((1, Sign::Pausing(Some(40))))
        );
        assert_eq!(signs(&mut pulse, 3, 1000.0, true), None);
        pulse.heard();
        assert_eq!(pulse.tick(1000.0, true, false), None);
        assert_eq!(pulse.tick(1000.0, true, true), Some(Sign::Pausing(None)));
    }
}
