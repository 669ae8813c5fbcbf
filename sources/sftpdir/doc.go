// Package sftpdir lists and fetches files in a folder of an SFTP server. It knows files and no rows, trusts a server
// only by a host key that a person has confirmed, and trusts nothing of what a server says about its files:
// neither names nor sizes.
//
// Packets keep the sizes that github.com/pkg/sftp chooses. Larger ones are cut short by servers that answer with less,
// and the copy then ends early without an error (pkg/sftp issue 658); Fetch counts all the same.
package sftpdir
