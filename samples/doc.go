// Package samples has one folder for each way in which muster is used: a catalog, a definition where
// one is needed, the input, and what must come out of it. A folder is documentation, demonstration and
// end-to-end test at once; its README says what to see, its run script shows it, its commands file is
// what the test runs. The people in them are invented.
package samples
