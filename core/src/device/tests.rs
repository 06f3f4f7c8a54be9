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
    use DeviceKind::{Cpu as C, WebGpu as G};
    use Preference::{Auto, Cpu, WebGpu};
    // preference, adapter, verdict → device, warning, provisional, self-test wanted
    let table = [
        (Auto, None, SelfTest::Pending, C, false, false, false),
        (Auto, Some(real()), SelfTest::Pending, C, false, true, true),
        (Auto, Some(real()), SelfTest::Agreed, G, false, false, true),
        (Auto, Some(real()), failed.clone(), C, true, false, true),
        (
            Auto,
            Some(software.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            Auto,
            Some(untimed.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (
            Auto,
            Some(narrow.clone()),
            SelfTest::Pending,
            C,
            false,
            false,
            false,
        ),
        (WebGpu, None, SelfTest::Pending, C, true, false, false),
        (
            WebGpu,
            Some(real()),
            SelfTest::Pending,
            C,
            false,
            true,
            true,
        ),
        (
            WebGpu,
            Some(real()),
            SelfTest::Agreed,
            G,
            false,
            false,
            true,
        ),
        (
            WebGpu,
            Some(software.clone()),
            SelfTest::Agreed,
            G,
            true,
            false,
            true,
        ),
        (WebGpu, Some(software), failed, C, true, false, true),
        (
            WebGpu,
            Some(untimed),
            SelfTest::Agreed,
            C,
            true,
            false,
            false,
        ),
        (
            WebGpu,
            Some(narrow),
            SelfTest::Agreed,
            C,
            true,
            false,
            false,
        ),
        (Cpu, Some(real()), SelfTest::Agreed, C, false, false, false),
        (Cpu, None, SelfTest::Pending, C, false, false, false),
    ];
    for (preference, adapter, test, device, warning, provisional, wanted) in table {
        let got = decide(preference, adapter.as_ref(), &test);
        let case = format!("{preference:?} {adapter:?} {test:?}: {}", got.reason);
        assert_eq!(
            (got.device, got.warning, got.provisional),
            (device, warning, provisional),
            "{case}"
        );
        assert_eq!(
            wants_self_test(preference, adapter.as_ref()),
            wanted,
            "{case}"
        );
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
