// Package feed does what nobody sits beside: it takes files out of a drop folder, on an SFTP server or on this machine, has
// them imported and puts them away. It starts imports and moves files; what an import is, packages importer and job know, and how
// a server is spoken to, package sftpdir.
package feed
