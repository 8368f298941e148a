//! What is stored of guides and steps, read back from a snapshot.

use crate::index::document::{GuideRecord, StepRecord, WordPlaces};
use crate::index::{IndexError, Snapshot, StepAddress};
use serde::de::DeserializeOwned;
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};

impl Snapshot {
    /// The record of a step.
    pub fn step(&self, address: StepAddress) -> Result<StepRecord, IndexError> {
        self.record(&self.document(address)?)
    }

    /// The record of a step, and where the words of its title and of the first `most_bytes` of its text stand.
    pub fn step_with_places(
        &self,
        address: StepAddress,
        most_bytes: usize,
    ) -> Result<(StepRecord, WordPlaces), IndexError> {
        let document = self.document(address)?;
        let places = WordPlaces::decode(self.stored(&document, self.fields.word_places)?, most_bytes);
        let unreadable = || self.damaged("a step does not tell where its words stand".to_owned());
        Ok((self.record(&document)?, places.ok_or_else(unreadable)?))
    }

    /// The record of a guide's own document.
    pub fn guide_record(&self, address: StepAddress) -> Result<GuideRecord, IndexError> {
        self.record(&self.document(address)?)
    }

    fn document(&self, address: StepAddress) -> Result<TantivyDocument, IndexError> {
        self.segments()[address.segment as usize].records.get(address.doc).map_err(IndexError::engine(self.path()))
    }

    fn record<R: DeserializeOwned>(&self, document: &TantivyDocument) -> Result<R, IndexError> {
        let bytes = self.stored(document, self.fields.record)?;
        serde_json::from_slice(bytes).map_err(|error| self.damaged(error.to_string()))
    }

    fn stored<'d>(&self, document: &'d TantivyDocument, field: Field) -> Result<&'d [u8], IndexError> {
        let stored = document.get_first(field).and_then(|value| value.as_bytes());
        stored.ok_or_else(|| self.damaged("a document lacks a part of what is stored of it".to_owned()))
    }

    fn damaged(&self, what: String) -> IndexError {
        IndexError::Damaged { path: self.path().to_owned(), what }
    }
}
