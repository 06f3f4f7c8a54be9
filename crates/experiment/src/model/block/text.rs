//! The text form of a block, used in links and scripts: `128-relu`, `conv-6-5-same-tanh`.

use super::{BLOCKS, Block, Padding};
use crate::model::Activation;
use std::fmt;
use std::str::FromStr;

/// The text form used in links and scripts: `128-relu`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.info().key;
        match self {
            Self::Dense { units, activation } => write!(f, "{units}-{}", activation.info().key),
            Self::Conv {
                channels,
                kernel,
                stride,
                padding,
                activation,
                ..
            } => {
                write!(f, "{key}-{channels}-{kernel}")?;
                if *padding == Padding::Same {
                    f.write_str("-same")?;
                }
                write!(f, "{}-{}", strided(*stride), activation.info().key)
            }
            Self::Pool { size, .. } | Self::Upsample { size } => write!(f, "{key}-{size}"),
            Self::Map {
                channels,
                height,
                width,
            } => write!(f, "{key}-{channels}-{height}-{width}"),
            Self::GlobalPool | Self::Flatten => f.write_str(key),
            Self::Dropout { percent } => write!(f, "{key}-{percent}"),
            Self::BatchNorm { activation } => write!(f, "{key}-{}", activation.info().key),
            Self::Residual {
                channels,
                stride,
                activation,
            } => {
                let activation = activation.info().key;
                write!(f, "{key}-{channels}{}-{activation}", strided(*stride))
            }
            Self::Recurrent { units, every, .. } => {
                let all = if *every { "-all" } else { "" };
                write!(f, "{key}-{units}{all}")
            }
        }
    }
}

/// `-s2`, or nothing for 1.
fn strided(stride: u32) -> String {
    match stride {
        1 => String::new(),
        stride => format!("-s{stride}"),
    }
}

impl FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split('-').collect();
        let row = BLOCKS.iter().find(|row| row.key == words[0]);
        if let Some(row) = row.filter(|row| !row.key.is_empty()) {
            return (row.read)(&words[1..])
                .ok_or_else(|| format!("“{text}” cannot be read; write {}", row.form));
        }
        let [units, key] = words[..] else {
            return Err(format!(
                "“{text}” is not a layer; write units and activation, such as 128-relu, or one of {}",
                forms()
            ));
        };
        let units = units
            .parse()
            .map_err(|_| format!("“{units}” in “{text}” is not a number of units"))?;
        let activation = Activation::from_key(key).ok_or_else(|| {
            format!(
                "“{key}” is not an activation; choose one of {}",
                Activation::keys().join(", ")
            )
        })?;
        Ok(Self::Dense { units, activation })
    }
}

fn forms() -> String {
    let others = BLOCKS.iter().filter(|row| !row.key.is_empty());
    others.map(|row| row.form).collect::<Vec<_>>().join(", ")
}
