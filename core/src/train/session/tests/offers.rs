//! A GPU that answers late, or never: the CPU does not wait for it.

use super::*;
use playground_experiment::device::{Adapter, Decision, DeviceKind, Offer};

impl Fixture {
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

fn asking(preference: Preference) -> Fixture {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Start {
        experiment: small(),
        preference,
        adapter: None,
    });
    assert!(fixture.session.take_adapter_request());
    assert!(!fixture.session.take_adapter_request(), "asked once");
    fixture
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
        let mut fixture = asking(preference);
        fixture.train(Target::Steps(3));
        assert_eq!(fixture.reports().last().map(|r| r.step), Some(3));
        let decision = fixture.decision();
        assert_eq!(
            (decision.device, decision.provisional),
            (DeviceKind::Cpu, true)
        );
    }
}

#[test]
fn an_answer_that_is_overdue_decides_for_the_cpu_and_a_late_one_is_taken() {
    let mut fixture = asking(Preference::Auto);
    fixture.session.offered(Offer::Overdue { seconds: 10 });
    let decision = fixture.decision();
    assert!(decision.overdue && !decision.provisional);
    assert_eq!(decision.device, DeviceKind::Cpu);
    assert!(!fixture.session.take_gpu_request());

    fixture.session.offered(Offer::Made(adapter()));
    assert!(fixture.session.take_gpu_request(), "it is tested after all");
    assert!(fixture.decision().provisional);
    fixture.session.offered(Offer::Overdue { seconds: 10 });
    assert!(!fixture.decision().overdue, "it has answered");
}

#[test]
fn a_gpu_that_does_not_answer_its_test_is_given_up() {
    let mut fixture = asking(Preference::WebGpu);
    fixture.session.offered(Offer::Made(adapter()));
    fixture.session.gpu_overdue("starting the GPU".into(), 30);
    let decision = fixture.decision();
    assert!(decision.overdue && decision.reason.contains("starting the GPU"));

    // Late words of the same GPU: they decide, and nothing is overdue after them.
    pollster::block_on(fixture.session.gpu_prepared(Err("loss".into())));
    assert!(!fixture.decision().overdue);
    fixture.session.gpu_overdue("testing".into(), 180);
    assert!(!fixture.decision().overdue);
}

#[test]
fn who_chose_the_cpu_is_asked_for_nothing() {
    let mut fixture = Fixture::with_data(small());
    assert!(!fixture.session.take_adapter_request());
    fixture.session.offered(Offer::Made(adapter()));
    assert!(!fixture.session.take_gpu_request());
}

#[test]
fn a_step_that_waits_for_images_says_how_many_once() {
    let mut fixture = Fixture::new(small());
    fixture.send_data(0..40);
    fixture.send(Command::Train {
        target: Target::Steps(3),
    });
    fixture.settle();
    fixture.settle();
    let said = |fixture: &Fixture| {
        let events = fixture.events.borrow();
        let waits = events.iter().filter_map(|o| match o.event {
            Event::Waiting { needed } => Some(needed),
            _ => None,
        });
        waits.collect::<Vec<_>>()
    };
    assert_eq!(said(&fixture).len(), 1);
    assert!(said(&fixture)[0] > 40);
    fixture.send_data(40..IMAGES);
    fixture.settle();
    assert_eq!(fixture.reports().len(), 3);
    assert_eq!(said(&fixture).len(), 1);
}
