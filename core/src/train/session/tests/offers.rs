//! A GPU that answers late, or never: the CPU does not wait for it.

use super::*;
use playground_experiment::device::{Adapter, Decision, DeviceKind, Offer};

impl Bench {
    fn decision(&self) -> Decision {
        match self
            .last(|e| matches!(e, Event::Device { .. }))
            .map(|o| o.event)
        {
            Some(Event::Device { decision, .. }) => decision,
            _ => panic!("no device was announced"),
        }
    }
}

fn asking(preference: Preference) -> Bench {
    let mut bench = Bench::with_data(small());
    bench.send(Command::Start {
        experiment: small(),
        preference,
        adapter: None,
    });
    assert!(bench.session.take_adapter_request());
    assert!(!bench.session.take_adapter_request(), "asked once");
    bench
}

fn adapter() -> Adapter {
    Adapter {
        name: "test".into(),
        software: false,
        timestamp_query: true,
        storage_buffers: 10,
    }
}

#[test]
fn the_cpu_trains_before_the_browser_has_answered() {
    for preference in [Preference::Auto, Preference::WebGpu] {
        let mut bench = asking(preference);
        bench.train(Target::Steps(3));
        assert_eq!(bench.reports().last().map(|r| r.step), Some(3));
        let decision = bench.decision();
        assert_eq!(
            (decision.device, decision.provisional),
            (DeviceKind::Cpu, true)
        );
    }
}

#[test]
fn an_answer_that_is_overdue_decides_for_the_cpu_and_a_late_one_is_taken() {
    let mut bench = asking(Preference::Auto);
    bench.session.offered(Offer::Overdue { seconds: 10 });
    let decision = bench.decision();
    assert!(decision.overdue && !decision.provisional);
    assert_eq!(decision.device, DeviceKind::Cpu);
    assert!(!bench.session.take_gpu_request());

    bench.session.offered(Offer::Made(adapter()));
    assert!(bench.session.take_gpu_request(), "it is tested after all");
    assert!(bench.decision().provisional);
    bench.session.offered(Offer::Overdue { seconds: 10 });
    assert!(!bench.decision().overdue, "it has answered");
}

#[test]
fn a_gpu_that_does_not_answer_its_test_is_given_up() {
    let mut bench = asking(Preference::WebGpu);
    bench.session.offered(Offer::Made(adapter()));
    bench.session.gpu_overdue("starting the GPU".into(), 30);
    let decision = bench.decision();
    assert!(decision.overdue && decision.reason.contains("starting the GPU"));

    // Late words of the same GPU: they decide, and nothing is overdue after them.
    pollster::block_on(bench.session.gpu_prepared(Err("loss".into())));
    assert!(!bench.decision().overdue);
    bench.session.gpu_overdue("testing".into(), 180);
    assert!(!bench.decision().overdue);
}

#[test]
fn who_chose_the_cpu_is_asked_for_nothing() {
    let mut bench = Bench::with_data(small());
    assert!(!bench.session.take_adapter_request());
    bench.session.offered(Offer::Made(adapter()));
    assert!(!bench.session.take_gpu_request());
}

#[test]
fn a_step_that_waits_for_images_says_how_many_once() {
    let mut bench = Bench::new(small());
    bench.send_data(0..40);
    bench.send(Command::Train {
        target: Target::Steps(3),
    });
    bench.settle();
    bench.settle();
    let said = |bench: &Bench| {
        let events = bench.events.borrow();
        let waits = events.iter().filter_map(|o| match o.event {
            Event::Waiting { needed } => Some(needed),
            _ => None,
        });
        waits.collect::<Vec<_>>()
    };
    assert_eq!(said(&bench).len(), 1);
    assert!(said(&bench)[0] > 40);
    bench.send_data(40..IMAGES);
    bench.settle();
    assert_eq!(bench.reports().len(), 3);
    assert_eq!(said(&bench).len(), 1);
}
