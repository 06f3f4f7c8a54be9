//! Tables of named values: one row per value, found by the value or by its key.

/// A table, one row per line: of tuples, or of structs of one kind, whose fields are named once. Where a base follows
/// them, rows may set further fields of it by name.
#[macro_export]
macro_rules! rows {
    ($([$($value:expr),* $(,)?])*) => { &[$(($($value),*)),*] };
    ($kind:ident $fields:tt ..$base:ident $([$($value:expr),* $(; $($field:ident: $own:expr),*)?])*) => {
        &[$($crate::rows!(@row $kind $fields ($($($field: $own,)*)? ..$base) $($value),*)),*]
    };
    ($kind:ident $fields:tt $([$($value:expr),* $(,)?])*) => {
        &[$($crate::rows!(@row $kind $fields () $($value),*)),*]
    };
    (@row $kind:ident ($($field:ident),*) ($($rest:tt)*) $($value:expr),*) => {
        $kind { $($field: $value,)* $($rest)* }
    };
}

/// Implements `info`, `from_key` and `keys` for a type whose rows in `$table` have the fields `id` and `key`.
#[macro_export]
macro_rules! table_lookup {
    ($kind:ty, $info:ty, $table:expr) => {
        impl $kind {
            /// Returns the row of the table that describes this value.
            pub fn info(self) -> &'static $info {
                // Every value has a row (tested); the first row stands in rather than a panic.
                $table
                    .iter()
                    .find(|row| row.id == self)
                    .unwrap_or(&$table[0])
            }

            /// Returns the value whose row has this key.
            pub fn from_key(key: &str) -> Option<Self> {
                $table.iter().find(|row| row.key == key).map(|row| row.id)
            }

            /// Returns every key, in menu order.
            pub fn keys() -> Vec<&'static str> {
                $table.iter().map(|row| row.key).collect()
            }
        }
    };
}
