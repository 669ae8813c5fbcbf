package doctor

import (
	"context"
	"errors"

	"muster/importer/definition"
	"muster/importer/notify"
	"muster/importer/value/seal"
)

// key looks for the key that seals what waits for its mail, where a definition needs one.
func (d *Doctor) key(definitions []*definition.Definition) {
	_, err := seal.LoadKey(d.Getenv, d.KeyFile, false)
	switch {
	case err == nil:
		d.well("key", "there is a key that seals what waits for its mail")
	case !errors.Is(err, seal.ErrNoKey):
		d.trouble("key", err, "make a key with 'openssl rand -base64 32', and put it into MUSTER_KEY or a file with mode 0600")
	case anyNotifies(definitions) && d.KeyFile == "":
		d.add("key", Trouble, "a definition invites people or mails passwords, and there is no key to seal them with",
			"set MUSTER_KEY to what 'openssl rand -base64 32' prints, and keep a copy of it")
	case anyNotifies(definitions):
		d.well("key", "there is no key yet; the first import that needs one makes "+d.KeyFile)
	}
}

// mail looks whether the mail server can be reached and lets us in. No mail is sent.
func (d *Doctor) mail(ctx context.Context, definitions []*definition.Definition) {
	text := d.Getenv(notify.Environment)
	if text == "" {
		if anyNotifies(definitions) {
			d.add("mail", Worry, "a definition mails people and no mail server is set, so that mails wait", "set "+notify.Environment+" to smtp://USER:PASSWORD@HOST:587?from=ADDRESS, or take them out with 'muster outbox export'")
		}
		return
	}
	server, err := notify.ParseServer(text)
	if err == nil {
		err = notify.Knock(ctx, server)
	}
	if err != nil {
		d.trouble("mail", err, "correct "+notify.Environment+": smtp://USER:PASSWORD@HOST:587?from=ADDRESS")
		return
	}
	d.well("mail", "the mail server "+server.Address()+" lets us in")
}

func anyNotifies(definitions []*definition.Definition) bool {
	for _, def := range definitions {
		if def.Rules.Notifies() {
			return true
		}
	}
	return false
}
