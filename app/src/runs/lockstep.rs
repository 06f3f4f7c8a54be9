//! How far each of several runs may go: never more than one report ahead of the slowest.

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Whether it wants to train; one that rests, is frozen or has crashed holds nobody up.
    pub trains: bool,
    /// Step of its latest report, 0 without one.
    pub reported: u64,
    /// Steps between its reports.
    pub every: u64,
}

/// Returns the step of the report after the one at `step`: the first step is always reported, then every
/// multiple of `every`.
fn next_report(step: u64, every: u64) -> u64 {
    match step {
        0 => 1,
        _ => (step / every.max(1) + 1) * every.max(1),
    }
}

/// Returns the last step that any run may take, or none while fewer than two of them train.
pub fn limit(paces: &[Pace]) -> Option<u64> {
    let training = || paces.iter().filter(|s| s.trains);
    if training().count() < 2 {
        return None;
    }
    training().map(|s| next_report(s.reported, s.every)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(reported: u64) -> Pace {
        Pace {
            trains: true,
            reported,
            every: 20,
        }
    }

    #[test]
    fn the_slowest_sets_the_pace() {
        assert_eq!(limit(&[at(0), at(1)]), Some(1));
        assert_eq!(limit(&[at(1), at(20)]), Some(20));
        assert_eq!(limit(&[at(40), at(20), at(40)]), Some(40));
        assert_eq!(
            limit(&[at(47), at(60)]),
            Some(60),
            "a single step in between"
        );
    }

    #[test]
    fn whoever_does_not_train_holds_nobody_up() {
        let resting = Pace {
            trains: false,
            ..at(0)
        };
        assert_eq!(limit(&[at(500)]), None);
        assert_eq!(limit(&[at(500), resting]), None);
        assert_eq!(limit(&[at(500), resting, at(480)]), Some(500));
    }

    /// Whatever the order in which runs report, none is ever more than one report ahead.
    #[test]
    fn no_run_is_ever_more_than_one_report_ahead() {
        let mut state = 0x2545_f491_u32;
        let mut random = move || {
            // Xorshift (Marsaglia, 2003).
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as usize
        };
        let mut runs = [at(0), at(0), at(0)];
        let mut reports = [0_i64; 3];
        for _ in 0..2000 {
            let chosen = random() % 3;
            let limit = limit(&runs).unwrap();
            let next = next_report(runs[chosen].reported, 20);
            if next <= limit {
                runs[chosen].reported = next;
                reports[chosen] += 1;
            }
            let (most, least) = (reports.iter().max(), reports.iter().min());
            assert!(most.unwrap() - least.unwrap() <= 1, "{reports:?}");
        }
        assert!(
            reports.iter().all(|&r| r > 100),
            "nobody starves: {reports:?}"
        );
    }
}
