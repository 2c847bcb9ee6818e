//! nt24-client
