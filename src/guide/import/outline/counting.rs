//! The numbers of steps that the page does not number itself.

/// Numbers steps by their place, as they are nested.
#[derive(Default)]
pub struct Numbering {
    current: Vec<u32>,
}

impl Numbering {
    /// Goes on after a number.
    #[must_use]
    pub fn after(number: Vec<u32>) -> Numbering {
        Numbering { current: number }
    }

    /// The number of the next step so many levels below the topmost.
    pub fn next(&mut self, depth: usize) -> Vec<u32> {
        let depth = depth.min(self.current.len());
        self.current.truncate(depth + 1);
        match self.current.get_mut(depth) {
            Some(last) => *last += 1,
            None => self.current.push(1),
        }
        self.current.clone()
    }
}

/// Counts the headings that stand below that of a step.
#[derive(Default)]
pub struct SubSteps {
    numbering: Numbering,
    /// How many parts the step's own number has.
    depth: usize,
    /// The levels of the headings that are open, that of the step first; none when the step is no heading.
    open: Vec<u8>,
}

impl SubSteps {
    /// `level` is that of the step's heading, if it is one.
    #[must_use]
    pub fn of(number: &[u32], level: Option<u8>) -> SubSteps {
        SubSteps {
            numbering: Numbering::after(number.to_vec()),
            depth: number.len(),
            open: level.into_iter().collect(),
        }
    }

    /// Whether a heading of this level stands below the step.
    #[must_use]
    pub fn takes(&self, level: u8) -> bool {
        self.open.first().is_some_and(|own| level > *own)
    }

    /// The number of a heading that does.
    pub fn next(&mut self, level: u8) -> Vec<u32> {
        while self.open.len() > 1 && self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        self.numbering.next(self.depth + self.open.len() - 2)
    }
}
