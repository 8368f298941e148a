//! guidepost: help-desk search that answers with the step.
//!
//! Guides (articles of numbered steps, in many languages) go in; ranked deep links to single steps come out.
//! The modules are floors: each uses itself and those named before it here.

pub mod language;

pub mod guide;

pub mod index;

pub mod search;

pub mod relevance;

pub mod analytics;

pub mod web;

pub mod http;

pub mod cli;
