// Package job puts one import together: a file, a definition and a directory go in, a run of package
// importer comes out, with the report in its place. The command line, the
// schedule and the web page start their imports here, so that all of them do the same.
//
// It holds no rules of its own about people, files or databases.
package job
