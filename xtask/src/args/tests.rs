use std::ffi::OsString;

use super::*;

fn read(line: &str) -> Result<Request, clap::Error> {
    let words = line.split_whitespace().map(OsString::from);
    Request::read(std::iter::once(OsString::from("cargo xtask")).chain(words))
}

fn task(line: &str) -> Task {
    read(line).unwrap().task
}

fn bench(line: &str) -> Bench {
    match task(line) {
        Task::Bench(bench) => bench,
        other => panic!("{line}: {other:?}"),
    }
}

fn test(line: &str) -> Test {
    match task(line) {
        Task::Test(test) => test,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn the_command_line_is_defined_without_contradictions() {
    Request::command().debug_assert();
}

#[test]
fn options_follow_the_command() {
    let request = read("serve --port=9000 --no-open --data sets").unwrap();
    let Task::Serve(serve) = request.task else {
        panic!("{:?}", request.task);
    };
    assert_eq!(serve.port, 9000);
    assert!(serve.no_open);
    assert!(!serve.optimise);
    assert_eq!(request.folders.data, Some(PathBuf::from("sets")));
}

#[test]
fn the_benchmark_knows_rounds_and_epochs() {
    let options = bench("bench --rounds 2 --epochs 7 --only native");
    assert_eq!((options.rounds, options.epochs), (2, 7));
    assert_eq!(options.only, Some(BenchPart::Native));
    assert_eq!(bench("bench --epochs 0").epochs, 0);
    assert!(!bench("bench").no_optimise);
    assert_eq!((bench("bench").rounds, bench("bench").epochs), (5, 11));
}

#[test]
fn the_tests_have_parts() {
    assert_eq!(test("test --only webkit").only, Some(TestPart::Webkit));
    assert!(test("test --long").long && !test("test").long);
}

#[test]
fn only_the_build_to_publish_is_optimised_unasked() {
    assert!(matches!(task("build"), Task::Build(build) if !build.no_optimise));
    assert!(matches!(task("build --no-optimise"), Task::Build(build) if build.no_optimise));
    assert!(matches!(task("serve"), Task::Serve(serve) if !serve.optimise && !serve.no_open));
    assert!(matches!(task("serve --optimise"), Task::Serve(serve) if serve.optimise));
}

#[test]
fn help_is_the_default() {
    for line in ["", "--help", "-h", "help"] {
        let help = read(line).unwrap_err().to_string();
        for task in Request::command().get_subcommands() {
            assert!(
                help.contains(&format!("\n  {}", task.get_name())),
                "{line}: {help}"
            );
        }
    }
}

#[test]
fn mistakes_are_named() {
    let mistakes = [
        ("fly", "'fly'"),
        ("--port 1", "'--port'"),
        ("serve --prot 1", "'--prot'"),
        ("serve twice", "'twice'"),
        ("serve --port", "a value is required for '--port <N>'"),
        ("serve --port many", "'many'"),
        ("serve --port 0", "'0'"),
        ("serve --no-open=yes", "'yes' for '--no-open'"),
        ("test --only unit", "'unit'"),
        ("bench --only firefox", "'firefox'"),
        ("bench --rounds 0", "'0'"),
        ("bench --epochs 2", "'2'"),
    ];
    for (line, word) in mistakes {
        let message = read(line).unwrap_err().to_string();
        assert!(message.contains(word), "{line}: {message}");
    }
}

#[test]
fn an_option_of_another_command_is_refused_and_its_owners_are_named() {
    let foreign = [
        ("data --rounds 3", "it is an option of `bench`"),
        (
            "lint --only native",
            "it is an option of `test` and `bench`",
        ),
        (
            "test --no-optimise",
            "it is an option of `bench` and `build`",
        ),
    ];
    for (line, tip) in foreign {
        let message = read(line).unwrap_err().to_string();
        assert!(message.contains(tip), "{line}: {message}");
    }
    let nowhere = read("build --sorted").unwrap_err().to_string();
    assert!(!nowhere.contains("it is an option"), "{nowhere}");
}
