use super::*;

fn parsed(line: &str) -> Outcome<Request> {
    parse(line.split_whitespace().map(OsString::from))
}

fn task(line: &str) -> Task {
    match parsed(line).unwrap() {
        Request::Perform(task, _) => task,
        Request::Help(text) => panic!("{line}: {text}"),
    }
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
fn options_follow_the_command() {
    let request = parsed("serve --port=9000 --no-open --data sets").unwrap();
    let Request::Perform(Task::Serve(serve), folders) = request else {
        panic!("{request:?}");
    };
    assert_eq!(serve.port, 9000);
    assert!(!serve.open);
    assert!(!serve.optimise);
    assert_eq!(folders.data, Some(PathBuf::from("sets")));
}

#[test]
fn the_benchmark_knows_rounds_and_epochs() {
    let options = bench("bench --rounds 2 --epochs 1,3 --only native");
    assert_eq!((options.rounds, options.epochs.as_str()), (2, "1,3"));
    assert_eq!(options.only, Some(Part::Native));
    assert_eq!(bench("bench --epochs none").epochs, "");
    assert!(bench("bench").optimise);
}

#[test]
fn the_tests_have_parts() {
    assert_eq!(test("test --only webkit").only, Some(Part::Webkit));
    assert!(test("test --long").long && !test("test").long);
}

#[test]
fn only_the_build_to_publish_is_optimised_unasked() {
    let built = |optimise| Task::Build(Build { optimise });
    assert_eq!(task("build"), built(true));
    assert_eq!(task("build --no-optimise"), built(false));
    assert!(matches!(task("serve --optimise"), Task::Serve(serve) if serve.optimise));
}

#[test]
fn help_is_the_default() {
    for line in ["", "--help", "-h", "help"] {
        assert_eq!(parsed(line).unwrap(), Request::Help(help::OVERVIEW));
    }
    for row in &TASKS {
        for flag in ["--help", "-h"] {
            let line = format!("{} {flag}", row.name);
            assert_eq!(parsed(&line).unwrap(), Request::Help(row.help));
        }
    }
}

#[test]
fn what_the_help_of_a_command_names_is_an_option_of_it() {
    for row in &TASKS {
        assert!(row.help.starts_with(&format!("cargo xtask {}", row.name)));
        assert!(help::OVERVIEW.contains(&format!("\n  {}", row.name)));
        let usage = row.help.lines().next().unwrap();
        let words = usage.split(['[', ']', ' ', '|']);
        for option in words.filter(|word| word.starts_with("--") && *word != "--data") {
            let mut one = || Ok(OsString::from("1"));
            let taken = (row.plain)().take(option, &mut one);
            assert!(!matches!(taken, Ok(false)), "{}: {option}", row.name);
        }
    }
}

#[test]
fn mistakes_are_named() {
    let mistakes = [
        ("fly", "`fly`"),
        ("--port 1", "`--port` is not a command"),
        ("serve --prot 1", "`--prot`"),
        ("serve twice", "`twice`"),
        ("serve --port", "`--port` needs a value"),
        ("serve --port many", "`many`"),
        ("serve --no-open=yes", "`--no-open` takes no value"),
        ("test --only unit", "`unit`"),
        ("bench --only firefox", "`firefox`"),
        ("bench --rounds 0", "`0`"),
        ("bench --epochs 1;2", "`1;2`"),
    ];
    for (line, word) in mistakes {
        let message = parsed(line).unwrap_err().to_string();
        assert!(message.contains(word), "{line}: {message}");
    }
}

#[test]
fn an_option_of_another_command_is_refused_and_its_owners_are_named() {
    let foreign = [
        (
            "data --rounds 3",
            "`--rounds` is not an option of `data`, but of `bench`",
        ),
        ("lint --only native", "of `lint`, but of `test` and `bench`"),
        ("test --no-optimise", "but of `serve`, `build` and `bench`"),
        ("build --sorted", "`--sorted` is not an option of `build`\n"),
    ];
    for (line, sentence) in foreign {
        let message = parsed(line).unwrap_err().to_string();
        assert!(message.contains(sentence), "{line}: {message}");
    }
}
