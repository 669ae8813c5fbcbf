package sftptest

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/pkg/sftp"
)

// errFull is what a full disk says; SFTP has no word for it.
var errFull = errors.New("no space left on device")

// before asks the test.
func (s *Server) before(r *sftp.Request) error {
	if s.Before == nil {
		return nil
	}
	err := s.Before(r.Method, r.Filepath, r.Target)
	if errors.Is(err, fs.ErrPermission) {
		return sftp.ErrSSHFxPermissionDenied // which the library does not find out by itself
	}
	return err
}

// Fileread implements sftp.FileReader.
func (s *Server) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	if err := s.before(r); err != nil {
		return nil, err
	}
	return os.Open(r.Filepath)
}

// Filewrite implements sftp.FileWriter.
func (s *Server) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	if err := s.before(r); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(r.Filepath, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &limited{file, s.Room}, nil
}

// A limited file is on a disk that is soon full.
type limited struct {
	*os.File
	room int64
}

// WriteAt implements io.WriterAt.
func (l *limited) WriteAt(p []byte, at int64) (int, error) {
	if l.room > 0 && at+int64(len(p)) > l.room {
		return 0, errFull
	}
	return l.File.WriteAt(p, at)
}

// Filecmd implements sftp.FileCmder. Its rename never overwrites, like that of OpenSSH.
func (s *Server) Filecmd(r *sftp.Request) error {
	if err := s.before(r); err != nil {
		return err
	}
	switch r.Method {
	case "Rename":
		if _, err := os.Lstat(r.Target); err == nil {
			return errors.New("failure")
		}
		return os.Rename(r.Filepath, r.Target)
	case "Mkdir":
		return os.Mkdir(r.Filepath, 0o755)
	case "Remove":
		return os.Remove(r.Filepath)
	case "Setstat":
		return nil
	default:
		return sftp.ErrSSHFxOpUnsupported
	}
}

// PosixRename implements sftp.PosixRenameFileCmder.
func (s *Server) PosixRename(r *sftp.Request) error {
	if err := s.before(r); err != nil {
		return err
	}
	return os.Rename(r.Filepath, r.Target)
}

// Filelist implements sftp.FileLister.
func (s *Server) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	if err := s.before(r); err != nil {
		return nil, err
	}
	if r.Method != "List" {
		info, err := os.Stat(r.Filepath)
		return listed{s.described(r.Filepath, info)}, err
	}
	entries, err := os.ReadDir(r.Filepath)
	if err != nil {
		return nil, err
	}
	var all listed
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil { // else it vanished meanwhile
			all = append(all, s.described(r.Filepath+"/"+entry.Name(), info))
		}
	}
	return all, nil
}

// Lstat implements sftp.LstatFileLister.
func (s *Server) Lstat(r *sftp.Request) (sftp.ListerAt, error) {
	if err := s.before(r); err != nil {
		return nil, err
	}
	info, err := os.Lstat(r.Filepath)
	return listed{s.described(r.Filepath, info)}, err
}

// described is what the server says about a file.
func (s *Server) described(path string, info fs.FileInfo) fs.FileInfo {
	if info == nil || s.Size == nil || !info.Mode().IsRegular() {
		return info
	}
	return &resized{info, s.Size(path, info.Size())}
}

// resized is a file of which another size is claimed.
type resized struct {
	fs.FileInfo
	size int64
}

// Size implements fs.FileInfo.
func (r *resized) Size() int64 { return r.size }

// listed is a sftp.ListerAt.
type listed []fs.FileInfo

// ListAt implements sftp.ListerAt.
func (l listed) ListAt(into []fs.FileInfo, offset int64) (int, error) {
	if offset >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(into, l[offset:])
	if n < len(into) {
		return n, io.EOF
	}
	return n, nil
}
