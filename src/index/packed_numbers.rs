//! Small numbers in few bytes: seven bits a byte, the lowest first, the highest bit set where more follow (LEB128).

/// Appends a number.
pub fn push(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the beginning; `None` where there is none.
pub fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..u32::BITS).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn numbers_are_taken_as_they_were_pushed(numbers in proptest::collection::vec(proptest::num::u32::ANY, 0..20)) {
            let mut bytes = Vec::new();
            for &number in &numbers {
                push(number >> (number % 32), &mut bytes);
            }
            let mut rest = bytes.as_slice();
            for number in numbers {
                proptest::prop_assert_eq!(take(&mut rest), Some(number >> (number % 32)));
            }
            proptest::prop_assert_eq!(take(&mut rest), None);
        }
    }
}
