//! Memory kept from one search to the next: as many pieces of it as searches run at once, whichever threads they run on,
//! and the last that was used comes first.

use std::sync::{Mutex, PoisonError};

/// Pieces of memory that wait for a search.
pub struct Kept<T> {
    waiting: Mutex<Vec<T>>,
    make: fn() -> T,
}

impl<T> Kept<T> {
    /// None yet; `make` makes one when none is waiting.
    #[must_use]
    pub const fn new(make: fn() -> T) -> Kept<T> {
        Kept { waiting: Mutex::new(Vec::new()), make }
    }

    /// Lends one for a piece of work. What a panic may have left half-done is not kept.
    pub fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let waiting = || self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let last = waiting().pop();
        let mut lent = last.unwrap_or_else(self.make);
        let result = work(&mut lent);
        waiting().push(lent);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn what_was_lent_last_is_lent_first_and_panics_lose_it() {
        let kept: Kept<Vec<u8>> = Kept::new(Vec::new);
        kept.lend(|one| {
            one.push(1);
            kept.lend(|other| other.push(2));
        });
        kept.lend(|last| assert_eq!(*last, [1]));
        let panicked = catch_unwind(AssertUnwindSafe(|| kept.lend(|_| panic!("on purpose"))));
        panicked.unwrap_err();
        kept.lend(|left| assert_eq!(*left, [2]));
    }
}
