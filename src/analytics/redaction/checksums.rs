//! The check digits that tell a card or a bank account from any other long number.

/// Whether decimal digits end with the check digit that payment cards have (ISO/IEC 7812-1, Luhn).
#[must_use]
pub fn is_card(digits: &[u8]) -> bool {
    let is_length = (13..=19).contains(&digits.len());
    // Cards that people pay with begin so (Mastercard 2 and 5, American Express 3, Visa 4, Maestro and Discover 6).
    let is_issued = digits.first().is_some_and(|first| (2..=6).contains(first));
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| {
            let doubled = u32::from(digit) * if at % 2 == 1 { 2 } else { 1 };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    is_length && is_issued && sum.is_multiple_of(10)
}

/// Whether letters and digits without spaces are a bank account number (ISO 13616, remainder 1 of 97).
#[must_use]
pub fn is_iban(written: &str) -> bool {
    if !(15..=34).contains(&written.len()) || !written.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let (head, account) = written.split_at(4);
    let head_bytes = head.as_bytes();
    let is_headed =
        head_bytes[..2].iter().all(u8::is_ascii_alphabetic) && head_bytes[2..].iter().all(u8::is_ascii_digit);
    let remainder = account.bytes().chain(head.bytes()).fold(0u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    is_headed && remainder == 1 && account.bytes().filter(u8::is_ascii_digit).count() >= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_and_accounts_have_their_check_digits() {
        let digits = |text: &str| text.bytes().map(|byte| byte - b'0').collect::<Vec<u8>>();
        assert!(is_card(&digits("4111111111111111")) && is_card(&digits("378282246310005")));
        assert!(!is_card(&digits("4111111111111112")) && !is_card(&digits("0000000000000000")));
        assert!(is_iban("DE89370400440532013000") && is_iban("gb82west12345698765432"));
        assert!(
            !is_iban("DE88370400440532013000") && !is_iban("8937DE0400440532013000") && !is_iban("DÉ8937040044053201")
        );
    }
}
