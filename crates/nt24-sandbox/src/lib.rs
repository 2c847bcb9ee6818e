//! nt24-sandbox
