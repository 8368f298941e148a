//! A paragraph that holds several lines, as pages have it whose editors know nothing but line breaks.

use crate::guide::import::inline::{Run, plain, tidy};
use crate::guide::import::markers::{self, Form};

/// The paragraphs of a run of text: an empty line divides them, and so does a line that begins with a number or is bold as
/// a whole and followed by others.
#[must_use]
pub fn split_lines(runs: Vec<Run>) -> Vec<Vec<Run>> {
    if !runs.iter().any(|run| run.is_line_break) {
        return vec![runs];
    }
    let lines: Vec<Vec<Run>> = runs.split(|run| run.is_line_break).map(<[Run]>::to_vec).collect();
    let mut paragraphs: Vec<Vec<Run>> = Vec::new();
    let mut is_ended = true;
    let mut lacks_title = false;
    for line in lines {
        if line.iter().all(|run| run.picture.is_none() && run.text.trim().is_empty()) {
            is_ended = true;
            continue;
        }
        let stands_alone = is_bold(&line);
        match paragraphs.last_mut().filter(|_| !is_ended && !stands_alone && !begins_step(&line)) {
            Some(paragraph) => {
                paragraph.push(Run { is_line_break: true, ..Run::default() });
                paragraph.extend(line);
            }
            None => paragraphs.push(line),
        }
        // "Step 1" on a line by itself: the next line is its title.
        let is_title = std::mem::replace(&mut lacks_title, is_bare_step(paragraphs.last()));
        is_ended = stands_alone || is_title || lacks_title;
    }
    paragraphs.into_iter().map(tidy).collect()
}

fn begins_step(line: &[Run]) -> bool {
    markers::parse(&plain(line)).is_some_and(|marker| marker.form != Form::Alone)
}

fn is_bare_step(paragraph: Option<&Vec<Run>>) -> bool {
    let marker = paragraph.and_then(|paragraph| markers::parse(&plain(paragraph)));
    marker.is_some_and(|marker| marker.form == Form::Word && marker.title.is_empty())
}

fn is_bold(line: &[Run]) -> bool {
    line.iter().all(|run| run.picture.is_none() && (run.style.is_strong || run.text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::split_lines;
    use crate::guide::import::inline::{Run, Style, markdown, tidy};

    fn paragraphs(source: &str) -> Vec<String> {
        let mut runs = Vec::new();
        for (at, line) in source.split('/').enumerate() {
            if at > 0 {
                runs.push(Run { is_line_break: true, ..Run::default() });
            }
            let is_strong = line.starts_with('*');
            let text = line.trim_start_matches('*').to_owned();
            runs.push(Run { text, style: Style { is_strong, ..Style::default() }, ..Run::default() });
        }
        split_lines(tidy(runs)).iter().map(|part| markdown(part)).collect()
    }

    #[test]
    fn an_empty_line_a_number_and_a_bold_line_begin_a_paragraph() {
        assert_eq!(paragraphs("one/two"), ["one\\\ntwo"]);
        assert_eq!(paragraphs("one//two"), ["one", "two"]);
        assert_eq!(paragraphs("one/*Look here/two/three"), ["one", "**Look here**", "two\\\nthree"]);
        assert_eq!(paragraphs("Krok 1/two/three/four"), ["Krok 1", "two", "three\\\nfour"]);
        assert_eq!(paragraphs("1. one/2. two"), ["1\\. one", "2\\. two"]);
        assert_eq!(paragraphs("ring us on/3/times"), ["ring us on\\\n3\\\ntimes"]);
    }
}
