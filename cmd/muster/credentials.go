package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"time"

	"muster/importer"
	"muster/importer/notify"
	"muster/importer/value/formula"
	"muster/importer/value/seal"
)

// A credentialList is a new file, for its owner's eyes only, with what people need to sign in.
type credentialList struct {
	file *os.File
	key  *seal.Key
	link string // the pattern of invitation links
	// complete tells that all of it is on the disk. What is not complete does not stay.
	complete bool
}

// newCredentialList makes the file. It never opens one that is there.
func newCredentialList(path string, key *seal.Key, link string) (*credentialList, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, usagef("%s is there already and is not written over; name another file with -o", path)
	}
	if err != nil {
		return nil, fmt.Errorf("make the file for links and passwords: %w", err)
	}
	return &credentialList{file: file, key: key, link: link}, nil
}

// write writes what is in the mails, down to the disk: afterwards it is nowhere else.
func (l *credentialList) write(mails iter.Seq2[importer.DueMail, error]) error {
	w := csv.NewWriter(l.file)
	if err := w.Write([]string{"username", "email", "kind", "link_or_password", "expires"}); err != nil {
		return fmt.Errorf("write %s: %w", l.file.Name(), err)
	}
	for m, err := range mails {
		if err != nil {
			return err
		}
		secret, err := l.secret(&m)
		if err != nil {
			return err
		}
		expires := ""
		if !m.Expires.IsZero() {
			expires = m.Expires.Format(time.RFC3339)
		}
		// The secret goes as it is: neither a link nor a password that muster made is a formula.
		if err := w.Write([]string{formula.Defuse(m.Person.Username), formula.Defuse(m.To), m.Template, secret, expires}); err != nil {
			return fmt.Errorf("write %s: %w", l.file.Name(), err)
		}
	}
	w.Flush()
	if err := errors.Join(w.Error(), l.file.Sync()); err != nil {
		return fmt.Errorf("write %s: %w", l.file.Name(), err)
	}
	l.complete = true
	return nil
}

// secret returns the link or the password of the mail.
func (l *credentialList) secret(m *importer.DueMail) (string, error) {
	opened, err := l.key.Open(m.Sealed, m.ID.String())
	if err != nil {
		return "", fmt.Errorf("open what is sealed in mail %s: %w", m.ID, err)
	}
	if m.Template != importer.MailInvitation {
		return string(opened), nil
	}
	link, err := notify.InvitationLink(l.link, m.Tenant, string(opened))
	if err != nil {
		return "", usagef("the invitation in mail %s cannot be written: %w, or say --link", m.ID, err)
	}
	return link, nil
}

// close closes the file, and takes it away where it is not complete.
func (l *credentialList) close() error {
	err := l.file.Close()
	if !l.complete {
		err = errors.Join(err, os.Remove(l.file.Name()))
	}
	return err
}
