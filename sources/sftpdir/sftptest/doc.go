// Package sftptest gives tests SFTP servers of their own, on free ports of the loopback: OpenSSH's (OpenSSH), and one in this
// process that misbehaves as the test wants (Start). Both serve the real files of a temporary folder. It is for tests only.
package sftptest
