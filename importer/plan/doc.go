// Package plan keeps what a dry run decided, so that somebody can look at it and exactly that be done later. A
// plan is a file of JSON Lines: a header that says what was planned with what, a line for each row, and an
// end without which the plan is cut off. Secrets are not in it.
//
// It writes and reads plans, a line at a time: a plan of a million rows takes no more memory than one of ten. It decides
// nothing: whether a row still is as planned is said by package importer.
package plan
