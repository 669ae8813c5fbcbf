package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"muster/importer/notify"
	"muster/importer/sqlstore"
	"muster/importer/value/seal"
)

// Where mails get their texts and links, if not from the flags.
const (
	templatesVariable = "MUSTER_TEMPLATES"
	linkVariable      = "MUSTER_INVITATION_LINK"
)

// mailFlags say what mails look like.
type mailFlags struct {
	templates, link string
}

func (f *mailFlags) registerTemplates(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.templates, "templates", "", "a folder with mail texts of your own, such as de/invitation.txt (env "+templatesVariable+"; default: those that come with muster)")
}

func (f *mailFlags) registerLink(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.link, "link", "", "where invited people set a password; {token} becomes the token (env "+linkVariable+"; default: /invitation?token={token} under the catalog's tenant.url)")
}

// invitationLink returns the pattern of invitation links, "" for the default.
func (a *app) invitationLink(f *mailFlags) (string, error) {
	pattern := cmp.Or(f.link, a.getenv(linkVariable))
	return pattern, notify.CheckLink(pattern)
}

// sender returns what sends the directory's mails through the server that MUSTER_SMTP names.
func (a *app) sender(ctx context.Context, s *sqlstore.Store, f *mailFlags) (*notify.Sender, error) {
	server := a.getenv(notify.Environment)
	if server == "" {
		return nil, usagef("there is no mail server; set %s=smtp://USER:PASSWORD@HOST:587?from=it@example.com, or hand out the invitations and passwords of an import with 'muster outbox export'",
			notify.Environment)
	}
	o := notify.Options{Log: slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{ReplaceAttr: withoutTime})), Now: a.now}
	var err error
	if o.Server, err = notify.ParseServer(server); err != nil {
		return nil, err
	}
	if o.InvitationLink, err = a.invitationLink(f); err != nil {
		return nil, err
	}
	var folder fs.FS
	if path := cmp.Or(f.templates, a.getenv(templatesVariable)); path != "" {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			return nil, usagef("the folder of mail templates %s cannot be opened", path)
		}
		folder = os.DirFS(path)
	}
	if o.Templates, err = notify.LoadTemplates(folder); err != nil {
		return nil, err
	}
	if o.Key, err = a.keyOfMails(ctx, s); err != nil {
		return nil, err
	}
	return notify.New(s.MailQueue(), o)
}

// keyOfMails returns the key that opens what is sealed in the mails. There need not be one where nothing is.
func (a *app) keyOfMails(ctx context.Context, s *sqlstore.Store) (*seal.Key, error) {
	key, err := a.key(false)
	if !errors.Is(err, seal.ErrNoKey) {
		return key, err
	}
	if sealed, e := s.MailQueue().Sealed(ctx); e != nil || sealed {
		return nil, errors.Join(e, usageError{err})
	}
	return nil, nil
}

// withoutTime leaves the time out of a log for somebody who is watching.
func withoutTime(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attr
}
