//! What a loss is, and its gradient at the logits.

use super::mathml::{BRACKETS, MathMl};
use super::part::{Part, Tie};
use super::text::Text;
use playground_experiment::loss::{Derivative, Leaf, Objective, Output, Term, parameter};

/// Returns what a class adds to a loss, as plain text: `−y ln p`.
pub fn term(objective: &Objective) -> String {
    let answer = objective.output.info().symbol;
    let named = |leaf| match leaf {
        Leaf::Target => Part::new("y", Tie::Power),
        Leaf::Logit => Part::new("z", Tie::Power),
        Leaf::Answer => Part::new(answer, Tie::Power),
        Leaf::Rest => Part::new(format!("1 − {answer}"), Tie::Sum),
        Leaf::Error => Part::new(format!("{answer} − y"), Tie::Sum),
        Leaf::LogAnswer => Part::new(format!("ln {answer}"), Tie::Product),
        Leaf::LogRest => Part::new(format!("ln(1 − {answer})"), Tie::Product),
        Leaf::Classes => Part::new("K", Tie::Power),
        Leaf::Parameter(key) => Part::new(symbol(key), Tie::Power),
    };
    objective.textbook().read(&Text(named)).text
}

/// Returns the loss of a batch as MathML.
pub fn value(objective: &Objective) -> String {
    let share = match objective.loss.info().has_reduction {
        true => "<mi>c</mi>",
        false => "<mn>1</mn>",
    };
    let of_class = written(objective.output, objective.textbook());
    let of_class = of_class.at_least(Tie::Product, ["<mo>[</mo>", "<mo>]</mo>"]);
    let sums =
        "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>";
    let total = format!("<mi>L</mi><mo>=</mo><mfrac>{share}<mi>B</mi></mfrac>{sums}{of_class}");
    match objective.output {
        Output::SoftmaxTwice => format!("{total}<mo>,</mo><mspace width=\"1em\"/>{TWICE}"),
        _ => total,
    }
}

const TWICE: &str = concat!(
    "<mi mathvariant=\"normal\">q</mi><mo>=</mo><mi>softmax</mi><mo>(</mo><mi>softmax</mi><mo>(</mo>",
    "<mi mathvariant=\"normal\">z</mi><mo>)</mo><mo>)</mo>",
);

const AT_LOGIT: &str = concat!(
    "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac>",
    "<mo>=</mo>",
);

/// J = diag(p) − p pᵀ.
const JACOBIAN: &str = concat!(
    "<mo>,</mo><mspace width=\"1em\"/><mi>J</mi><mo>=</mo><mi>diag</mi><mo>(</mo><mi mathvariant=\"normal\">p</mi>",
    "<mo>)</mo><mo>−</mo><mi mathvariant=\"normal\">p</mi><msup><mi mathvariant=\"normal\">p</mi><mi>T</mi></msup>",
);

/// Returns the gradient of one example's loss at the logits as MathML.
pub fn gradient(objective: &Objective) -> String {
    let output = objective.output;
    let share = match objective.loss.info().has_reduction {
        true => "<mi>c</mi><mo>&#x2062;</mo>",
        false => "",
    };
    let factor = |term: &Term| written(output, term).at_least(Tie::Product, BRACKETS);
    let alone = |term: &Term| match share {
        "" => written(output, term).text,
        _ => factor(term),
    };
    let through_jacobian = |at_answer: String| {
        format!(
            "{AT_LOGIT}{share}<msub><mrow><mi>J</mi>{at_answer}</mrow><mi>k</mi></msub>{JACOBIAN}"
        )
    };
    match (&objective.simplified, &objective.derivative) {
        (Some(simple), _) if output == Output::SoftmaxTwice => through_jacobian(factor(simple)),
        (Some(simple), _) => format!("{AT_LOGIT}{share}{}", alone(simple)),
        (None, Derivative::AtLogit(term)) => format!("{AT_LOGIT}{share}{}", alone(term)),
        (None, Derivative::AtAnswer(term)) => through_jacobian(factor(term)),
        (None, Derivative::AtLogAnswer(term)) => format!(
            "{AT_LOGIT}{share}<mo>(</mo><msub><mi>h</mi><mi>k</mi></msub><mo>−</mo><msub><mi>p</mi><mi>k</mi></msub>\
             <munder><mo>∑</mo><mi>j</mi></munder><msub><mi>h</mi><mi>j</mi></msub><mo>)</mo><mo>,</mo>\
             <mspace width=\"1em\"/><msub><mi>h</mi><mi>k</mi></msub><mo>=</mo>{}",
            written(output, term).text
        ),
    }
}

/// The logarithm of the name that follows.
const LN: &str = "<mi>ln</mi><mo>&#x2061;</mo><mspace width=\"0.15em\"/>";

/// Writes a term as MathML, for class k.
fn written(output: Output, term: &Term) -> Part {
    let answer = output.info().symbol;
    let of_class = |name: &str| format!("<msub><mi>{name}</mi><mi>k</mi></msub>");
    let answer = of_class(answer);
    let rest = format!("<mn>1</mn><mo>−</mo>{answer}");
    let named = |leaf| match leaf {
        Leaf::Target => Part::new(of_class("y"), Tie::Power),
        Leaf::Logit => Part::new(of_class("z"), Tie::Power),
        Leaf::Answer => Part::new(&answer, Tie::Power),
        Leaf::Rest => Part::new(&rest, Tie::Sum),
        Leaf::Error => Part::new(format!("{answer}<mo>−</mo>{}", of_class("y")), Tie::Sum),
        Leaf::LogAnswer => Part::new(format!("{LN}{answer}"), Tie::Product),
        Leaf::LogRest => Part::new(
            format!("<mi>ln</mi><mo>(</mo>{rest}<mo>)</mo>"),
            Tie::Product,
        ),
        Leaf::Classes => Part::new("<mi>K</mi>", Tie::Power),
        Leaf::Parameter(key) => Part::new(format!("<mi>{}</mi>", symbol(key)), Tie::Power),
    };
    term.read(&MathMl(named))
}

fn symbol(key: &str) -> &str {
    let mut all = parameter::all();
    all.find(|row| row.key == key).map_or(key, |row| row.symbol)
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, objective, objectives};

    #[test]
    fn terms_read_as_in_textbooks() {
        let of = |output, loss| term(objective(output, loss).unwrap());
        assert_eq!(of(Output::Softmax, Loss::CrossEntropy), "−y ln p");
        assert_eq!(of(Output::Softmax, Loss::MeanSquaredError), "(p − y)²");
        assert_eq!(of(Output::Linear, Loss::MeanSquaredError), "(z − y)²");
        assert_eq!(
            of(Output::Sigmoid, Loss::BinaryCrossEntropy),
            "−y ln σ − (1 − y) ln(1 − σ)"
        );
        assert_eq!(
            of(Output::Softmax, Loss::SmoothedCrossEntropy),
            "−((1 − ε) y + ε / K) ln p"
        );
    }

    #[test]
    fn formulas_are_balanced_and_say_what_they_are_of() {
        for objective in objectives() {
            let (value, gradient) = (value(objective), gradient(objective));
            assert!(value.starts_with("<mi>L</mi><mo>=</mo>"), "{value}");
            assert!(gradient.starts_with(AT_LOGIT), "{gradient}");
            for formula in [value, gradient] {
                let closed = formula.matches("</").count();
                let empty = formula.matches("/>").count();
                assert_eq!(
                    formula.matches('<').count(),
                    2 * closed + empty,
                    "{formula}"
                );
            }
        }
        let ce = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
        let p_minus_y =
            "<msub><mi>p</mi><mi>k</mi></msub><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub>";
        assert_eq!(gradient(ce), format!("{AT_LOGIT}{p_minus_y}"));
    }
}
