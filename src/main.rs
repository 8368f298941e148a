//! The program: one line that hands over to the command line.

fn main() {}
