//! Statements as they are found in homework answers, each with the numerical check that decides it.
//! A check draws its samples from a seed, so that anybody can repeat it with other ones.

mod checks;
mod convexity;
mod sampling;

use checks::{SOFTMAX_CE, SOFTMAX_MSE};
use convexity::{at_logits, by_layers, entropy_linear};
use playground_data::rows;

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It held in every sample.
    True,
    /// It failed.
    False,
    /// It held under this condition and failed without it.
    TrueOnlyIf(&'static str),
}

/// A number that a verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// What came out.
    pub value: f64,
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimResult {
    /// The verdict.
    pub verdict: Verdict,
    /// The numbers, most important first.
    pub figures: Vec<Figure>,
}

/// A row of [`CLAIMS`].
pub struct Claim {
    /// Stable word.
    pub key: &'static str,
    /// The statement.
    pub statement: &'static str,
    /// How it is checked.
    pub method: &'static str,
    /// What to make of it, and who to read.
    pub comment: &'static str,
    /// What courses and libraries call what it is about, beyond the words of the texts above.
    pub words: &'static [&'static str],
    /// The check; the same seed gives the same outcome.
    pub check: fn(seed: u64) -> ClaimResult,
}

/// Every claim. A new one is a row here and a check.
pub const CLAIMS: &[Claim] = rows![
    Claim (key, check,
           statement,
           method,
           comment,
           words)
    ["mse-linear-convex", |seed| by_layers("linear-mse", seed),
     "MSE with a linear output is convex in the weights.",
     "Smallest Hessian eigenvalue at random weights, with one layer and with two.",
     "Quadratic in the weights of one layer; two layers multiply their weights, linear or not. Bishop, §5.2.",
     &["linear regression", "least squares", "MSELoss", "mean squared error", "convexity"]]
    ["ce-linear-not-convex", entropy_linear,
     "CE with a linear output is not convex in the weights of its layer.",
     "Smallest Hessian eigenvalue at random weights of one layer, wherever all outputs lie between 0 and 1.",
     "It is convex where it is defined. What is wrong with it is that it is defined almost nowhere. Boyd & \
      Vandenberghe, §3.1.5.",
     &["cross-entropy", "logarithm", "probability", "domain", "convexity"]]
    ["ce-sigmoid-convex", |seed| by_layers("sigmoid-ce", seed),
     "CE with a sigmoid output is convex in the weights.",
     "Smallest Hessian eigenvalue at random weights, with one layer and with two.",
     "Logistic regression is convex in its weights, a network with a hidden layer is not. Bishop, §4.3.3.",
     &["cross-entropy", "BCELoss", "binary cross-entropy", "convexity"]]
    ["mse-sigmoid-convex", |seed| by_layers("sigmoid-mse", seed),
     "MSE with a sigmoid output is convex in the weights of its layer.",
     "Smallest Hessian eigenvalue at random weights, with one layer and with two.",
     "Far from the answer the sigmoid flattens the squared error. Auer, Herbster & Warmuth, 1996.",
     &["logistic regression", "MSELoss", "mean squared error", "convexity", "local minimum"]]
    ["ce-softmax-convex", |seed| at_logits(SOFTMAX_CE, "ce-softmax", seed),
     "CE with a softmax output is convex in the weights of its layer.",
     "Smallest eigenvalue of the Hessian at random logits of three classes, by differences of the gradient.",
     "The Hessian at the logits, diag(p) − ppᵀ, is a covariance matrix, and logits are linear in the weights. \
      Bishop, §4.3.4.",
     &["cross-entropy", "CrossEntropyLoss", "multinomial logistic regression", "convexity"]]
    ["mse-softmax-convex", |seed| at_logits(SOFTMAX_MSE, "mse-softmax", seed),
     "MSE with a softmax output is convex in the weights of its layer.",
     "Smallest eigenvalue of the Hessian at random logits of three classes, by differences of the gradient.",
     "The softmax bends the squared error downwards where the answer is confidently wrong.",
     &["MSELoss", "mean squared error", "Brier score", "convexity"]]
    ["output-factor", checks::output_factor,
     "Under MSE the gradient at the logits carries output · (1 − output).",
     "Differences of the loss against (2/K)(output − y) · output · (1 − output), for each output.",
     "Softmax has the matrix diag(p) − ppᵀ in its place, and a linear output has no factor. Nielsen, chapter 3.",
     &["MSELoss", "mean squared error", "sigmoid derivative", "δ rule", "delta rule", "Jacobian", "vanishing gradient"]]
    ["ce-gradient", checks::entropy_gradient,
     "Under CE on softmax the gradient at the logits is p − y.",
     "Differences of the loss against p − y at random logits, for soft targets that sum to 1 and for others.",
     "The slope of the softmax cancels. Bridle, 1990.",
     &["cross-entropy", "CrossEntropyLoss", "soft targets", "δ rule", "delta rule", "derivative"]]
    ["mse-logits-gradient", checks::logits_gradient,
     "Under MSE on logits, mean over K classes, the gradient at them is (2/K)(z − y).",
     "Differences of the loss against the formula at random logits.",
     "Nothing saturates. Hui & Belkin, ICLR 2021.",
     &["MSELoss", "mean squared error", "linear output", "derivative"]]
    ["ce-kl-constant", checks::constant_apart,
     "CE = KL + constant.",
     "CE − KL for many answers to one soft target, to its permutations, and to many targets.",
     "The constant is the entropy of the target, which training does not change. Cover & Thomas, §2.3.",
     &["cross-entropy", "KL divergence", "KLDivLoss", "entropy", "soft targets"]]
    ["ce-kl-one-hot", checks::equal_when_one_hot,
     "With one-hot targets CE equals KL.",
     "Largest |CE − KL| over random answers.",
     "A one-hot target has no entropy. Cover & Thomas, §2.3.",
     &["cross-entropy", "KL divergence", "KLDivLoss", "entropy"]]
    ["softmax-twice", checks::softmax_twice,
     "A second softmax before the loss does no harm.",
     "The largest probability over random logits of ten classes, up to certainty, and the gradient for z = (10, 0, \
      …, 0) and target 1 with one softmax and with two.",
     "No class gets more than e/(e + 9) = 23.2 %, and the Jacobian of the first softmax takes the gradient away. \
      PyTorch's CrossEntropyLoss expects logits.",
     &["double softmax", "nn.Softmax", "nn.CrossEntropyLoss", "logits"]]
    ["only-the-mean", checks::only_the_mean,
     "MSE has smaller gradients than CE only because it is averaged over the classes.",
     "Ratio of the gradients at the true class for z = (10, 0, …, 0) and target 1, with mean and with sum.",
     "The mean over ten classes explains a factor of ten; the rest is saturation.",
     &["reduction", "MSELoss", "mean squared error", "cross-entropy"]]
];

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(key: &str, seed: u64) -> ClaimResult {
        (CLAIMS.iter().find(|c| c.key == key).unwrap().check)(seed)
    }

    fn figure(outcome: &ClaimResult, name: &str) -> f64 {
        let found = outcome.figures.iter().find(|f| f.name.contains(name));
        found
            .unwrap_or_else(|| panic!("no {name} in {outcome:?}"))
            .value
    }

    #[test]
    fn verdicts_are_those_of_the_table_for_every_seed() {
        let wanted = [
            (
                "mse-linear-convex",
                Verdict::TrueOnlyIf("they are the weights of one layer"),
            ),
            ("ce-linear-not-convex", Verdict::False),
            (
                "ce-sigmoid-convex",
                Verdict::TrueOnlyIf("they are the weights of one layer"),
            ),
            ("mse-sigmoid-convex", Verdict::False),
            ("ce-softmax-convex", Verdict::True),
            ("mse-softmax-convex", Verdict::False),
            (
                "output-factor",
                Verdict::TrueOnlyIf("the output is a sigmoid"),
            ),
            ("ce-gradient", Verdict::TrueOnlyIf("the targets sum to 1")),
            ("mse-logits-gradient", Verdict::True),
            (
                "ce-kl-constant",
                Verdict::TrueOnlyIf("the targets' entropy is fixed"),
            ),
            ("ce-kl-one-hot", Verdict::True),
            ("softmax-twice", Verdict::False),
            ("only-the-mean", Verdict::False),
        ];
        assert_eq!(wanted.len(), CLAIMS.len());
        for seed in 0..5 {
            for (key, verdict) in wanted {
                let found = outcome(key, seed);
                assert_eq!(found.verdict, verdict, "{key}: {found:?}");
                assert!(
                    found.figures.iter().all(|f| f.value.is_finite()),
                    "{key}: {found:?}"
                );
                assert_eq!(found, outcome(key, seed), "the same seed, the same outcome");
            }
        }
    }

    #[test]
    fn hand_checked_numbers_are_among_the_figures() {
        let twice = outcome("softmax-twice", 1);
        assert!(
            (figure(&twice, "e/(e + 9)") - 0.231_969).abs() < 1e-6,
            "{twice:?}"
        );
        assert!(
            (figure(&twice, "largest probability") - 0.231_969).abs() < 1e-4,
            "{twice:?}"
        );
        assert!(
            (figure(&twice, "one softmax over two") - 11_896.0).abs() < 1.0,
            "{twice:?}"
        );
        let mean = outcome("only-the-mean", 1);
        assert!((figure(&mean, "mean") / 1e4 - 5.5).abs() < 0.05, "{mean:?}");
        assert!((figure(&mean, "sum") / 1e3 - 5.5).abs() < 0.05, "{mean:?}");
    }

    #[test]
    fn where_it_is_convex_the_eigenvalue_has_its_sign() {
        assert!(figure(&outcome("mse-linear-convex", 1), "one layer") > 0.0);
        assert!(figure(&outcome("mse-linear-convex", 1), "two layers") < -0.1);
        assert!(figure(&outcome("mse-sigmoid-convex", 1), "smallest") < -0.001);
        assert!(figure(&outcome("mse-softmax-convex", 1), "smallest") < -0.01);
        assert!(figure(&outcome("ce-linear-not-convex", 1), "smallest") > 0.0);
        assert!(figure(&outcome("ce-linear-not-convex", 1), "undefined") > 0.5);
    }
}
