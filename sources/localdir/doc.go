// Package localdir lists, fetches, moves and writes files in a folder of this machine into which others drop them. It
// does for such a folder what package sftpdir does for one on a server: it knows files and no rows, and is as suspicious
// of names and of files that others still write to.
package localdir
