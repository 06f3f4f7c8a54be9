use super::*;

fn real() -> Adapter {
    Adapter {
        name: "test".into(),
        software: false,
        timestamp_query: true,
        storage_buffers: 10,
    }
}

#[test]
fn the_table_of_decisions() {
    let software = Adapter {
        software: true,
        ..real()
    };
    let untimed = Adapter {
        timestamp_query: false,
        ..real()
    };
    let narrow = Adapter {
        storage_buffers: 4,
        ..real()
    };
    let failed = SelfTest::Failed("loss 2.3 instead of 2.1".into());
    let silent = SelfTest::Overdue {
        what: "starting it".into(),
        seconds: 30,
    };
    let late = Offer::Overdue { seconds: 10 };
    use DeviceKind::{Cpu as C, WebGpu as G};
    use Preference::{Auto, Cpu, WebGpu};
    // preference, adapter, verdict → device, warning, provisional, self-test wanted
    let table = [
        (
            Auto,
            Offer::Nothing,
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            Auto,
            Offer::Made(real()),
            SelfTest::Pending,
            C,
            false,
            true,
            true,
        ),
        (
            Auto,
            Offer::Made(real()),
            SelfTest::Agreed,
            C,
            false,
            true,
            true,
        ),
        (
            Auto,
            Offer::Made(real()),
            failed.clone(),
            C,
            true,
            false,
            true,
        ),
        (
            Auto,
            Offer::Made(software.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            Auto,
            Offer::Made(untimed.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            Auto,
            Offer::Made(narrow.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            WebGpu,
            Offer::Nothing,
            SelfTest::Pending,
            C,
            true,
            false,
            false,
        ),
        (
            WebGpu,
            Offer::Made(real()),
            SelfTest::Pending,
            C,
            false,
            true,
            true,
        ),
        (
            WebGpu,
            Offer::Made(real()),
            SelfTest::Agreed,
            G,
            false,
            false,
            true,
        ),
        (
            WebGpu,
            Offer::Made(software.clone()),
            SelfTest::Agreed,
            G,
            true,
            false,
            true,
        ),
        (WebGpu, Offer::Made(software), failed, C, true, false, true),
        (
            WebGpu,
            Offer::Made(untimed),
            SelfTest::Agreed,
            C,
            true,
            false,
            false,
        ),
        (
            WebGpu,
            Offer::Made(narrow),
            SelfTest::Agreed,
            C,
            true,
            false,
            false,
        ),
        (
            Cpu,
            Offer::Made(real()),
            SelfTest::Agreed,
            C,
            false,
            false,
            false,
        ),
        (
            Cpu,
            Offer::Nothing,
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        // The CPU never waits for an answer.
        (
            Auto,
            Offer::Awaited,
            SelfTest::Pending,
            C,
            false,
            true,
            false,
        ),
        (
            WebGpu,
            Offer::Awaited,
            SelfTest::Pending,
            C,
            false,
            true,
            false,
        ),
        (
            Cpu,
            Offer::Awaited,
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (Auto, late.clone(), SelfTest::Pending, C, true, false, false),
        (WebGpu, late, SelfTest::Pending, C, true, false, false),
        (
            Auto,
            Offer::Made(real()),
            silent.clone(),
            C,
            true,
            false,
            true,
        ),
        (WebGpu, Offer::Made(real()), silent, C, true, false, true),
    ];
    for (preference, offer, test, device, warning, provisional, wanted) in table {
        let got = decide(preference, &offer, &test, None);
        let case = format!("{preference:?} {offer:?} {test:?}: {}", got.reason);
        assert_eq!(
            (got.device, got.warning, got.provisional),
            (device, warning, provisional),
            "{case}"
        );
        assert_eq!(wants_self_test(preference, &offer), wanted, "{case}");
        assert!(got.reason.ends_with('.'), "{case}");
    }
}

#[test]
fn preferences_have_words() {
    for (id, key) in Preference::ALL {
        assert_eq!(Preference::from_key(key), Some(id));
        assert_eq!(id.key(), key);
    }
    assert_eq!(Preference::from_key("gpu"), None);
}

#[test]
fn what_has_not_answered_is_named_and_for_how_long() {
    let late = Offer::Overdue { seconds: 10 };
    let asked = decide(Preference::Auto, &late, &SelfTest::Pending, None);
    assert!(asked.overdue);
    assert_eq!(
        asked.reason,
        "The browser was asked for its GPU and has not answered for 10 seconds, so training runs on the CPU."
    );
    let silent = SelfTest::Overdue {
        what: "testing the GPU against the CPU".into(),
        seconds: 180,
    };
    let tested = decide(Preference::WebGpu, &Offer::Made(real()), &silent, None);
    assert!(tested.overdue);
    assert_eq!(
        tested.reason,
        "The GPU has not answered for 180 seconds (testing the GPU against the CPU), so training runs on the CPU."
    );
    let failed = SelfTest::Failed("loss".into());
    assert!(!decide(Preference::Auto, &Offer::Made(real()), &failed, None).overdue);
    assert!(
        !decide(
            Preference::WebGpu,
            &Offer::Nothing,
            &SelfTest::Pending,
            None
        )
        .overdue
    );
}

/// Without a preference the faster one trains, and both figures are said. Whoever has chosen gets what was chosen.
#[test]
fn the_faster_device_is_taken() {
    let by = |preference, cpu, webgpu| {
        let race = Some(Race { cpu, webgpu });
        decide(preference, &Offer::Made(real()), &SelfTest::Agreed, race)
    };
    let quick = by(Preference::Auto, 31_000, 90_500);
    assert_eq!(
        (quick.device, quick.provisional),
        (DeviceKind::WebGpu, false)
    );
    assert_eq!(
        quick.reason,
        "The GPU is the faster one at this network: 90500 examples a second against 31000 on the CPU."
    );
    let slow = by(Preference::Auto, 31_000, 9_000);
    assert_eq!((slow.device, slow.provisional), (DeviceKind::Cpu, false));
    assert!(
        slow.reason
            .starts_with("The CPU is the faster one at this network: 31000 ")
    );
    assert_eq!(by(Preference::Auto, 5, 5).device, DeviceKind::Cpu);
    assert_eq!(
        by(Preference::WebGpu, 31_000, 9_000).device,
        DeviceKind::WebGpu
    );
    assert_eq!(by(Preference::Cpu, 9_000, 31_000).device, DeviceKind::Cpu);
}
