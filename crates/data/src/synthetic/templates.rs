//! How people write the ten digits.
//!
//! A path is a list of `x,y` pairs on a grid from 0 to 100, y down, that the pen passes through on a
//! smooth curve. A pair given twice is a corner.

/// One way to write a digit.
pub(super) struct Style {
    /// How often it is drawn, relative to the other styles of its digit.
    pub(super) weight: u32,
    /// The paths, in the order written.
    pub(super) paths: &'static [&'static str],
}

const fn style(weight: u32, paths: &'static [&'static str]) -> Style {
    Style { weight, paths }
}

/// The styles of each digit, by digit.
pub(super) const STYLES: [&[Style]; 10] =
    [ZERO, ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN, EIGHT, NINE];

const ZERO: &[Style] = &[
    // Round.
    style(
        3,
        &["52,0 25,10 8,35 8,65 25,92 50,100 75,92 92,65 92,35 75,10 48,1"],
    ),
    // Slim.
    style(2, &["50,0 32,15 22,50 32,88 50,100 68,88 78,50 68,14 48,0"]),
    // Begun to the right of the top and carried over it.
    style(
        2,
        &["64,6 42,2 20,20 10,55 22,88 48,100 75,85 90,50 78,18 55,5 38,12"],
    ),
    // Written clockwise, not quite closed.
    style(1, &["30,12 55,0 84,20 88,60 62,98 28,94 10,62 18,24 34,8"]),
];

const ONE: &[Style] = &[
    // A plain stroke.
    style(5, &["50,0 50,50 50,100"]),
    // A plain stroke that leans or bends.
    style(3, &["64,0 52,50 38,100"]),
    // With a flag.
    style(2, &["32,22 52,0 52,0 51,50 50,100"]),
    // With flag and base.
    style(1, &["28,24 52,0 52,0 51,50 50,98", "22,99 50,99 80,98"]),
];

const TWO: &[Style] = &[
    // Flat base.
    style(
        3,
        &["12,25 25,6 50,0 78,10 82,32 65,58 10,98 10,98 50,97 92,97"],
    ),
    // Small loop at the base.
    style(
        3,
        &["12,22 35,2 68,5 78,30 60,62 28,92 12,97 8,86 24,80 55,92 92,97"],
    ),
    // Wavy base.
    style(
        2,
        &["15,18 40,0 75,12 76,38 45,72 8,100 8,100 38,90 65,97 94,88"],
    ),
    // Round head, large flat loop, tail upwards.
    style(
        4,
        &["22,10 48,0 70,14 72,44 58,78 30,98 8,90 14,70 40,70 66,84 98,86"],
    ),
    // Straight back.
    style(2, &["14,12 45,0 80,8 74,34 12,96 12,96 90,100"]),
    // A wide base under a small head.
    style(1, &["24,14 40,0 58,10 52,40 14,92 14,92 50,96 100,90"]),
];

const THREE: &[Style] = &[
    // Round, with a corner in the middle.
    style(
        3,
        &["15,12 45,0 78,12 75,35 42,47 42,47 80,58 85,82 50,100 10,90"],
    ),
    // Flat top.
    style(
        1,
        &["15,3 15,3 82,3 82,3 45,40 45,40 80,52 85,80 50,100 12,90"],
    ),
    // A little loop in the middle.
    style(
        2,
        &["12,15 45,0 78,14 66,38 36,48 42,53 54,48 76,58 84,80 52,100 8,90"],
    ),
    // Small top, large bottom with the tail curled in.
    style(
        3,
        &["22,6 48,0 66,12 58,32 34,44 62,46 82,66 72,92 40,100 12,92 10,80"],
    ),
    // Smooth and shallow.
    style(
        2,
        &["18,8 52,0 80,14 70,36 50,46 50,46 72,56 78,78 55,96 14,98"],
    ),
];

const FOUR: &[Style] = &[
    // Open, straight.
    style(
        3,
        &["22,4 16,30 12,54 12,54 45,55 90,50", "78,0 74,50 68,100"],
    ),
    // Closed.
    style(1, &["68,0 8,64 8,64 95,62", "68,0 68,50 66,100"]),
    // Open, round.
    style(3, &["18,4 12,34 26,52 56,50 80,34", "84,0 78,45 68,100"]),
    // Down and across in one stroke, the leg short.
    style(2, &["30,2 10,48 10,48 50,52 88,44", "72,8 66,50 58,100"]),
    // Closed to a triangle, the leg low.
    style(
        1,
        &["72,0 38,24 6,60 6,60 50,64 100,60", "72,0 70,50 68,100"],
    ),
];

const FIVE: &[Style] = &[
    // One stroke from the right end of the bar.
    style(
        3,
        &["88,3 30,4 30,4 20,45 20,45 52,37 82,55 78,85 45,100 8,90"],
    ),
    // Rounded like an S.
    style(2, &["86,2 50,4 28,24 34,40 66,54 76,78 50,98 10,94"]),
    // The bar apart.
    style(
        3,
        &["32,6 22,44 22,44 58,42 80,64 62,94 8,96", "32,6 60,4 94,0"],
    ),
    // A short body under a bar that leans.
    style(
        2,
        &[
            "40,14 26,44 26,44 54,44 70,64 52,92 10,96",
            "40,14 66,8 96,2",
        ],
    ),
    // A small bowl low down, a long bar.
    style(2, &["96,0 48,6 48,6 32,46 32,46 58,52 66,74 44,98 6,92"]),
];

const SIX: &[Style] = &[
    // Curved back.
    style(
        3,
        &["70,0 35,20 12,60 22,92 50,100 80,88 80,65 55,54 28,62 14,78"],
    ),
    // Straight back.
    style(3, &["48,0 24,40 10,76 28,98 62,96 80,76 62,60 34,66 14,84"]),
    // Large bowl.
    style(
        2,
        &["78,5 40,12 12,50 15,85 45,100 80,85 78,55 48,46 20,64"],
    ),
    // A bowl to the right of a long back, closed inside.
    style(
        3,
        &["30,0 14,34 8,70 28,98 64,98 90,78 80,56 54,58 40,80 44,96"],
    ),
    // Slim, small bowl.
    style(2, &["46,0 26,40 18,80 34,100 58,94 64,76 46,66 22,82"]),
];

const SEVEN: &[Style] = &[
    // Bar and straight leg.
    style(3, &["10,6 50,6 88,4 88,4 66,50 42,100"]),
    // Curved leg.
    style(3, &["8,12 40,6 86,4 86,4 60,42 50,100"]),
    // Crossed.
    style(1, &["12,6 50,6 88,4 88,4 62,50 42,100", "32,52 76,48"]),
    // A hook at the start.
    style(2, &["10,22 14,4 14,4 52,8 90,2 90,2 62,48 46,100"]),
    // A long bar, crossed low.
    style(
        2,
        &["8,10 46,6 84,2 84,2 60,52 48,100", "22,54 52,52 84,46"],
    ),
    // Steep, the bar short and bent up from the left.
    style(2, &["18,26 24,6 48,2 74,0 74,0 70,46 66,100"]),
    // An arch that hangs down on the left.
    style(2, &["16,34 22,8 48,0 72,6 76,26 68,62 62,100"]),
    // Rounded shoulder.
    style(2, &["10,14 40,4 74,4 82,20 64,58 50,100"]),
];

const EIGHT: &[Style] = &[
    // One S and back.
    style(
        3,
        &["78,14 52,0 24,14 32,38 66,58 80,80 52,100 20,84 32,60 66,38 80,16 66,3"],
    ),
    // Two rings.
    style(
        2,
        &["50,47 26,32 28,8 52,0 76,12 72,34 50,47 22,64 18,88 50,100 82,86 78,62 50,47"],
    ),
    // Slim, open at the top.
    style(
        2,
        &["74,8 46,2 28,20 50,46 70,72 54,98 30,90 30,70 54,44 80,12"],
    ),
    // Large top, small bottom.
    style(
        1,
        &["82,12 50,0 18,16 30,40 56,56 66,80 48,100 28,86 42,60 76,36 84,14"],
    ),
];

const NINE: &[Style] = &[
    // Straight tail.
    style(
        3,
        &["80,14 52,2 22,18 20,42 48,50 74,36 82,12 82,12 78,50 72,100"],
    ),
    // Curved tail.
    style(
        2,
        &["78,12 50,0 20,20 24,44 52,50 76,32 82,12 82,50 70,88 40,100 14,90"],
    ),
    // A loop run into a leaning leg.
    style(3, &["76,8 44,4 16,26 26,46 54,42 78,12 72,50 58,100"]),
    // Small round head on a long leg.
    style(
        4,
        &["68,8 46,0 22,12 24,32 46,36 64,24 70,8 68,34 66,66 62,100"],
    ),
    // Slim, the head half of the height, a straight leg.
    style(
        4,
        &["66,14 48,2 30,14 24,38 36,54 54,46 66,20 66,20 66,60 64,100"],
    ),
    // Slim, the head run into the leg without a lift.
    style(4, &["72,6 46,2 26,26 32,50 56,42 72,8 72,8 68,60 66,100"]),
    // The head open at the top, where the leg begins apart.
    style(
        3,
        &["54,6 34,4 20,24 24,46 46,50 66,38 76,12 76,12 72,55 68,100"],
    ),
    // A leg that bends inwards below the head.
    style(
        3,
        &["70,16 54,0 28,8 20,30 40,42 64,32 72,14 72,40 64,72 48,100"],
    ),
];
