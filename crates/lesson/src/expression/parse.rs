//! Reads expressions and conditions, the weakest binding first: `or`, `and`, a comparison, a sum, a product, a sign.

use super::{Comparison, Condition, Expression, Operator, Relation};
use crate::error::shortened;
use crate::figure::Measurement;

/// Words and signs of an expression, at most: it is read by functions that call each other, as deep as it is nested.
const MOST_TOKENS: usize = 200;

const NEED_NUMBER: &str =
    "A comparison stands where a number belongs; put “and” between comparisons.";

/// A word, a number or a sign, as it is written.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(f64),
    Figure(Measurement),
    Or,
    And,
    Relation(Relation),
    Operator(Operator),
    Open,
    Close,
}

/// What has been read: a sum or a condition.
enum Value {
    Number(Expression),
    Truth(Condition),
}

/// Reads an expression.
pub(super) fn expression(text: &str) -> Result<Expression, String> {
    const EXAMPLE: &str = "such as pull.run2 / pull";
    match read(text, &format!("write a number or a figure, {EXAMPLE}"))? {
        Value::Number(expression) => Ok(expression),
        Value::Truth(_) => Err(format!(
            "A comparison stands where a number belongs, {EXAMPLE}."
        )),
    }
}

/// Reads a condition.
pub(super) fn condition(text: &str) -> Result<Condition, String> {
    const EXAMPLE: &str = "write a condition such as step >= 200";
    match read(text, EXAMPLE)? {
        Value::Truth(condition) => Ok(condition),
        Value::Number(_) => Err(format!(
            "“{}” is a number; {EXAMPLE}.",
            shortened(text.trim())
        )),
    }
}

fn read(text: &str, otherwise: &str) -> Result<Value, String> {
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(format!("Nothing is written here; {otherwise}."));
    }
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
    };
    let value = parser.any()?;
    match parser.rest() {
        None => Ok(value),
        Some(written) => Err(format!(
            "“{}” does not fit where it stands.",
            shortened(written)
        )),
    }
}

/// A token, and its text.
type Written<'a> = (Token, &'a str);

fn tokens(text: &str) -> Result<Vec<Written<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if tokens.len() >= MOST_TOKENS {
            return Err(format!(
                "This is too long; an expression has at most {MOST_TOKENS} words and signs."
            ));
        }
        let length = length(rest, first);
        let (written, after) = rest.split_at(length);
        tokens.push((token(written, first)?, written));
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// Returns the bytes of the token with which `text` begins.
fn length(text: &str, first: char) -> usize {
    let until = |part_of: fn(char) -> bool| text.find(|c| !part_of(c)).unwrap_or(text.len());
    if first.is_ascii_alphabetic() {
        return until(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    }
    if first.is_ascii_digit() || first == '.' {
        let plain = until(|c| c.is_ascii_alphanumeric() || c == '.');
        // The sign of an exponent belongs to the number.
        let exponent = text[..plain].ends_with(['e', 'E']) && text[plain..].starts_with(['-', '+']);
        return match exponent {
            true => plain + 1 + length_of_digits(&text[plain + 1..]),
            false => plain,
        };
    }
    let pair = text.starts_with("<=") || text.starts_with(">=") || text.starts_with("==");
    if pair { 2 } else { first.len_utf8() }
}

fn length_of_digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len())
}

fn token(written: &str, first: char) -> Result<Token, String> {
    Ok(match written {
        "or" => Token::Or,
        "and" => Token::And,
        "<" => Token::Relation(Relation::Less),
        "<=" => Token::Relation(Relation::AtMost),
        ">" => Token::Relation(Relation::More),
        ">=" => Token::Relation(Relation::AtLeast),
        "+" => Token::Operator(Operator::Plus),
        "-" | "−" => Token::Operator(Operator::Minus),
        "*" | "·" => Token::Operator(Operator::Times),
        "/" => Token::Operator(Operator::Over),
        "(" => Token::Open,
        ")" => Token::Close,
        "=" | "==" => {
            return Err(format!(
                "“{written}” compares nothing here; write <, <=, > or >=: figures are never exactly equal."
            ));
        }
        _ if first.is_ascii_alphabetic() => Token::Figure(Measurement::read(written)?),
        _ if first.is_ascii_digit() || first == '.' => Token::Number(number(written)?),
        _ => return Err(format!("“{written}” has no meaning in an expression.")),
    })
}

fn number(written: &str) -> Result<f64, String> {
    let value = written.parse().ok().filter(|value: &f64| value.is_finite());
    value.ok_or_else(|| {
        let written = shortened(written);
        format!("“{written}” is not a number; write one such as 0.2 or 1e-6.")
    })
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Written<'a>],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    /// Returns the text of the first token that is not read.
    fn rest(&self) -> Option<&str> {
        self.tokens.get(self.at).map(|(_, written)| *written)
    }

    /// Passes over a token, if it is the next one.
    fn pass(&mut self, token: &Token) -> bool {
        let there = self.peek() == Some(token);
        self.at += usize::from(there);
        there
    }

    fn any(&mut self) -> Result<Value, String> {
        self.chain(&Token::Or, Self::all, Condition::Any)
    }

    fn all(&mut self) -> Result<Value, String> {
        self.chain(&Token::And, Self::comparison, Condition::All)
    }

    /// Reads parts between which `word` stands.
    fn chain(
        &mut self,
        word: &Token,
        part: fn(&mut Self) -> Result<Value, String>,
        join: fn(Vec<Condition>) -> Condition,
    ) -> Result<Value, String> {
        let first = part(self)?;
        if self.peek() != Some(word) {
            return Ok(first);
        }
        let mut parts = vec![truth(first)?];
        while self.pass(word) {
            parts.push(truth(part(self)?)?);
        }
        Ok(Value::Truth(join(parts)))
    }

    fn comparison(&mut self) -> Result<Value, String> {
        let left = self.sum()?;
        let Some(Token::Relation(relation)) = self.peek() else {
            return Ok(left);
        };
        let relation = *relation;
        self.at += 1;
        let comparison = Comparison {
            left: plain(left)?,
            relation,
            right: plain(self.sum()?)?,
        };
        match self.peek() {
            Some(Token::Relation(_)) => Err(NEED_NUMBER.to_owned()),
            _ => Ok(Value::Truth(Condition::Compared(comparison))),
        }
    }

    fn sum(&mut self) -> Result<Value, String> {
        self.joined(&[Operator::Plus, Operator::Minus], Self::product)
    }

    fn product(&mut self) -> Result<Value, String> {
        self.joined(&[Operator::Times, Operator::Over], Self::signed)
    }

    /// Reads parts between which one of the operators stands, from left to right.
    fn joined(
        &mut self,
        operators: &[Operator],
        part: fn(&mut Self) -> Result<Value, String>,
    ) -> Result<Value, String> {
        let mut value = part(self)?;
        while let Some(Token::Operator(operator)) = self.peek() {
            let operator = *operator;
            if !operators.contains(&operator) {
                break;
            }
            self.at += 1;
            let (left, right) = (plain(value)?, plain(part(self)?)?);
            value = Value::Number(Expression::Joined(
                Box::new(left),
                operator,
                Box::new(right),
            ));
        }
        Ok(value)
    }

    fn signed(&mut self) -> Result<Value, String> {
        if !self.pass(&Token::Operator(Operator::Minus)) {
            return self.single();
        }
        let inner = plain(self.signed()?)?;
        Ok(Value::Number(Expression::Negative(Box::new(inner))))
    }

    fn single(&mut self) -> Result<Value, String> {
        let token = self.peek().cloned();
        let written = self.rest().map(shortened);
        self.at += 1;
        match token {
            Some(Token::Number(value)) => Ok(Value::Number(Expression::Number(value))),
            Some(Token::Figure(of)) => Ok(Value::Number(Expression::Figure(of))),
            Some(Token::Open) => {
                let inner = self.any()?;
                match self.pass(&Token::Close) {
                    true => Ok(inner),
                    false => Err("A “)” is missing.".to_owned()),
                }
            }
            Some(_) => {
                let written = written.unwrap_or_default();
                Err(format!("“{written}” does not fit where it stands."))
            }
            None => {
                let text = shortened(self.text.trim());
                Err(format!("Something is missing at the end of “{text}”."))
            }
        }
    }
}

fn plain(value: Value) -> Result<Expression, String> {
    match value {
        Value::Number(expression) => Ok(expression),
        Value::Truth(_) => Err(NEED_NUMBER.to_owned()),
    }
}

fn truth(value: Value) -> Result<Condition, String> {
    match value {
        Value::Truth(condition) => Ok(condition),
        Value::Number(expression) => {
            let text = expression.to_string();
            let text = shortened(&text);
            Err(format!(
                "“{text}” is a number where a comparison belongs, such as step >= 200."
            ))
        }
    }
}
