//! What can be worked out by hand: the sheets with what each is for, the place of every sheet and claim in links, and the
//! search over their words. A course's word finds the sheet where it occurs, whatever the sheet itself calls it.

use super::claims::{CLAIMS, Claim};
use playground_data::rows;

/// A sheet.
pub struct Sheet {
    /// Stable word.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What can be done on it, in a sentence or two.
    pub lead: &'static str,
    /// What courses and libraries call what occurs on it, beyond the words of title and lead.
    pub words: &'static [&'static str],
}

/// Every sheet, from top to bottom; the last holds [`CLAIMS`].
pub const SHEETS: &[Sheet] = rows![
    Sheet (key, title,
           lead,
           words)
    ["neuron", "One neuron",
     "One sigmoid neuron with input 1 learns to answer 0, under both costs from the same start.",
     &["quadratic cost", "squared error", "MSE", "MSELoss", "cross-entropy", "binary cross-entropy", "BCELoss", "δ rule",
       "delta rule", "gradient descent", "learning rate", "epoch", "weight", "bias", "logistic function", "saturation",
       "learning slowdown", "Nielsen"]]
    ["calculator", "Gradient calculator",
     "The usual losses of one example and their gradients, from what you type. The target is a class counted from 0, or a \
      probability for each class.",
     &["softmax", "sigmoid", "logits", "probabilities", "one-hot", "soft targets", "label", "cross-entropy",
       "CrossEntropyLoss", "BCEWithLogitsLoss", "binary cross-entropy", "MSE", "MSELoss", "mean squared error", "focal loss",
       "reduction", "entropy", "KL divergence", "KLDivLoss", "negative log-likelihood", "chain rule", "Jacobian",
       "derivative", "p − y", "confidently wrong", "backpropagation", "norm"]]
    ["sizes", "Size calculator",
     "Sizes from the input to the output, or the hidden layers as links write them. The input may be a shape; c5x32 is a \
      convolution of 5 × 5 to 32 channels that keeps the size of the image.",
     &["parameters", "weights", "biases", "number of parameters", "multiplications", "FLOPs", "dense layer",
       "fully connected", "MLP", "CNN", "Conv2d", "LSTM", "GRU", "batch normalisation", "1×1 bottleneck", "epoch", "steps",
       "iterations", "batch size", "size of an update", "learning rate", "gradient norm"]]
    ["surface", "Loss surface",
     "A model with two weights, z = w₁x₁ + w₂x₂, on two classes of points. Click a map, or choose a cell with the arrow \
      keys and Enter, to start gradient descent there.",
     &["convex", "convexity", "Hessian", "eigenvalue", "logistic regression", "linear regression", "perceptron",
       "gradient descent", "learning rate", "minimum", "plateau", "contour", "cross-entropy", "MSE", "sigmoid",
       "linear output", "second derivative"]]
    ["claims", "Claims",
     "Statements as found in homework answers. Each is checked here and now, all but the last on samples drawn from the \
      seed.",
     &["true or false", "exercise", "proof", "counterexample", "verdict"]]
];

/// The key of the sheet of claims.
const OF_CLAIMS: &str = "claims";

/// Before the key of a claim in its place.
const CLAIM: &str = "claim-";

/// A place in the view: a sheet, or one of the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The sheet with this key.
    Sheet(&'static str),
    /// The claim with this key.
    Claim(&'static str),
}

impl Anchor {
    /// Returns the place that a word in a link means.
    pub fn of(word: &str) -> Option<Self> {
        let sheet = SHEETS.iter().find(|sheet| sheet.key == word);
        let claim = || {
            let key = word.strip_prefix(CLAIM)?;
            CLAIMS.iter().find(|claim| claim.key == key)
        };
        sheet
            .map(|sheet| Self::Sheet(sheet.key))
            .or_else(|| claim().map(|claim| Self::Claim(claim.key)))
    }

    /// Returns its word in links.
    pub fn word(self) -> String {
        match self {
            Self::Sheet(key) => key.to_owned(),
            Self::Claim(key) => format!("{CLAIM}{key}"),
        }
    }

    /// Returns what stands there: the title of a sheet, or a statement.
    pub fn title(self) -> &'static str {
        let sheet = |key| SHEETS.iter().find(|sheet| sheet.key == key);
        let claim = |key| CLAIMS.iter().find(|claim| claim.key == key);
        let found = match self {
            Self::Sheet(key) => sheet(key).map(|sheet| sheet.title),
            Self::Claim(key) => claim(key).map(|claim| claim.statement),
        };
        found.unwrap_or_default()
    }
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    sheets: Vec<&'static str>,
    claims: Vec<&'static str>,
    /// Sheets and claims that speak of it themselves.
    pub count: usize,
}

impl Found {
    /// Returns whether what stands at a place is among it; the sheet of claims is with any of its claims.
    pub fn has(&self, anchor: Anchor) -> bool {
        match anchor {
            Anchor::Sheet(key) => self.sheets.contains(&key),
            Anchor::Claim(key) => self.claims.contains(&key),
        }
    }
}

/// Before the names of libraries' functions, and no part of them.
const PACKAGES: [&str; 5] = ["torch", "nn", "f", "tf", "keras"];

/// Takes a query apart into words, without the packages in front of a name: `nn.CrossEntropyLoss` is CrossEntropyLoss.
fn asked(query: &str) -> Vec<String> {
    let mut asked = words(query);
    if asked.iter().any(|word| !PACKAGES.contains(&word.as_str())) {
        asked.retain(|word| !PACKAGES.contains(&word.as_str()));
    }
    asked
}

/// Finds the sheets and claims that speak of every word of `query`; all of them where it has none.
pub fn search(query: &str) -> Found {
    let query = asked(query);
    let is_found = |fields: &[&str]| speaks_of(&query, fields);
    let own = |sheet: &&Sheet| is_found(&[&[sheet.title, sheet.lead], sheet.words].concat());
    let of_claim = |claim: &&Claim| {
        is_found(&[&[claim.statement, claim.method, claim.comment], claim.words].concat())
    };
    let mut sheets: Vec<_> = SHEETS.iter().filter(own).map(|sheet| sheet.key).collect();
    let mut claims: Vec<_> = CLAIMS
        .iter()
        .filter(of_claim)
        .map(|claim| claim.key)
        .collect();
    let count = sheets.len() + claims.len();
    let of_all = sheets.contains(&OF_CLAIMS);
    if of_all && claims.is_empty() {
        claims = CLAIMS.iter().map(|claim| claim.key).collect();
    } else if !of_all && !claims.is_empty() {
        sheets.push(OF_CLAIMS);
    }
    Found {
        sheets,
        claims,
        count,
    }
}

/// Another view, and what is to be seen there.
pub struct OtherView {
    /// Its word in links.
    pub key: &'static str,
    words: &'static [&'static str],
}

/// The views where courses find what no sheet speaks of.
pub const OTHER_VIEWS: &[OtherView] = rows![
    OtherView (key, words)
    ["compare", &["learning curve", "accuracy", "drawing", "pad", "guess"]]
    ["batch", &["vanishing gradient", "exploding gradient", "histogram", "dead ReLU", "dying ReLU", "diagnosis",
                "finite difference", "microscope"]]
    ["inside", &["activations", "feature map", "filter", "saliency", "occlusion", "PCA", "embedding", "interpretability"]]
    ["mistakes", &["confusion matrix", "precision", "recall", "F1", "calibration", "reliability", "test set",
                   "overfitting", "generalisation", "autoencoder"]]
    ["runs", &["sweep", "grid search", "hyperparameter", "ablation"]]
];

/// Returns the view where every word of `query` is spoken of.
pub fn other_view(query: &str) -> Option<&'static str> {
    let query = asked(query);
    let speaks = |view: &&OtherView| !query.is_empty() && speaks_of(&query, view.words);
    OTHER_VIEWS.iter().find(speaks).map(|view| view.key)
}

/// Takes text apart into words: lower case, letters and digits alone, the singular where the plural has an s.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    let singular = |word: &str| match word.strip_suffix('s') {
        Some(stem) if stem.chars().count() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    };
    parts
        .filter(|part| !part.is_empty())
        .map(singular)
        .collect()
}

/// Returns whether the fields together hold a word that begins with each word of the query, or one of them holds all of
/// it in a row, however it is spaced: “one hot”, “onehot” and “one-hot” are the same, as are “cross entropy” and the
/// beginning of “CrossEntropyLoss”.
fn speaks_of(query: &[String], fields: &[&str]) -> bool {
    let fields: Vec<Vec<String>> = fields.iter().map(|field| words(field)).collect();
    let begins = |part: &String| fields.iter().flatten().any(|word| word.starts_with(part));
    let joined = query.concat();
    let in_a_row =
        |field: &Vec<String>| (0..field.len()).any(|at| field[at..].concat().starts_with(&joined));
    query.iter().all(begins) || fields.iter().any(in_a_row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all() -> Vec<Anchor> {
        let sheets = SHEETS.iter().map(|sheet| Anchor::Sheet(sheet.key));
        let claims = CLAIMS.iter().map(|claim| Anchor::Claim(claim.key));
        sheets.chain(claims).collect()
    }

    fn found(query: &str) -> Vec<String> {
        let found = search(query);
        let there = all().into_iter().filter(|anchor| found.has(*anchor));
        there.map(Anchor::word).collect()
    }

    #[test]
    fn every_place_has_a_word_of_its_own_that_leads_back() {
        let mut words: Vec<_> = all().into_iter().map(Anchor::word).collect();
        for (anchor, word) in all().into_iter().zip(&words) {
            assert_eq!(Anchor::of(word), Some(anchor));
            assert!(!anchor.title().is_empty());
        }
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), SHEETS.len() + CLAIMS.len());
        assert_eq!(SHEETS.last().map(|sheet| sheet.key), Some(OF_CLAIMS));
        for nothing in ["", "claim-", "claim-neuron", "Neuron", "neuron "] {
            assert_eq!(Anchor::of(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn everything_is_found_by_its_own_words() {
        for sheet in SHEETS {
            for word in [&[sheet.title], sheet.words].concat() {
                assert!(search(word).has(Anchor::Sheet(sheet.key)), "{word}");
            }
        }
        for claim in CLAIMS {
            for word in [&[claim.statement], claim.words].concat() {
                assert!(search(word).has(Anchor::Claim(claim.key)), "{word}");
            }
        }
        for view in OTHER_VIEWS {
            for word in view.words {
                assert_eq!(other_view(word), Some(view.key), "{word}");
            }
        }
    }

    #[test]
    fn words_are_found_however_they_are_spaced_and_bent() {
        for query in ["one-hot", "one hot", "onehot", " ONE  HOT "] {
            let found = found(query);
            assert!(found.contains(&"calculator".to_owned()), "{query}");
            assert!(found.contains(&"claim-ce-kl-one-hot".to_owned()), "{query}");
        }
        assert_eq!(found("Hessians"), found("hessian"));
        assert!(found("crossentropyloss").contains(&"calculator".to_owned()));
        assert!(found("cross entropy loss").contains(&"calculator".to_owned()));
        assert_eq!(
            found("torch.nn.CrossEntropyLoss()"),
            found("CrossEntropyLoss")
        );
        assert!(found("nn.CrossEntropyLoss").contains(&"claim-softmax-twice".to_owned()));
        assert_eq!(search("keras").count, 0);
        assert!(found("logistic regression").contains(&"claim-ce-sigmoid-convex".to_owned()));
    }

    #[test]
    fn a_claim_brings_its_sheet_and_the_sheet_all_its_claims() {
        let kl = search("KL constant");
        assert_eq!(kl.count, 1);
        assert!(kl.has(Anchor::Sheet(OF_CLAIMS)) && kl.has(Anchor::Claim("ce-kl-constant")));
        assert!(!kl.has(Anchor::Claim("softmax-twice")) && !kl.has(Anchor::Sheet("neuron")));
        let all_of_them = search("counterexample");
        assert_eq!(all_of_them.count, 1);
        assert!(
            CLAIMS
                .iter()
                .all(|claim| all_of_them.has(Anchor::Claim(claim.key)))
        );
    }

    #[test]
    fn without_a_query_all_is_there_and_what_is_nowhere_may_be_in_another_view() {
        for nothing in ["", "  ", "?!"] {
            let found = search(nothing);
            assert_eq!(found.count, all().len());
            assert!(all().into_iter().all(|anchor| found.has(anchor)));
            assert_eq!(other_view(nothing), None);
        }
        for query in ["zero_grad", "confusion matrix", "quark"] {
            assert_eq!(search(query).count, 0, "{query}");
        }
        assert_eq!(other_view("confusion"), Some("mistakes"));
        assert_eq!(other_view("quark"), None);
    }

    proptest! {
        #[test]
        fn any_query_finds_what_it_counts(query in ".{0,40}") {
            let found = search(&query);
            let there = all().into_iter().filter(|anchor| found.has(*anchor)).count();
            prop_assert_eq!(found.count > 0, there > 0);
            prop_assert!(found.count <= all().len());
        }

        #[test]
        fn any_word_of_a_link_is_a_place_or_none(word in "(claim-)?[a-z-]{0,20}") {
            if let Some(anchor) = Anchor::of(&word) {
                prop_assert_eq!(anchor.word(), word);
            }
        }
    }
}
