package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"muster/importer/importertest/people"
	"muster/importer/value/password"
)

const (
	// namesakes is the share of people whose username somebody before them has.
	namesakes = 0.3
	// passwordRows is how many people get a password: enough for ten seconds on two cores.
	passwordRows = 600

	stepPlain    = "create, 30 % namesakes"
	stepInvited  = "create, the same with usernames and invitations"
	stepPassword = "create, with passwords"
)

// What new people sign in with: nothing, an invitation to an account with a username, a password of the file.
const (
	inviteDefinition = "name: invite\nrules: {onboarding: invite, notify: send}\n"
	usernameFormat   = "username: {format: \"{given_name:1}{family_name}\"}\n"
)

// sealKey is 32 bytes in base64: what invitations are sealed with until they are mailed.
const sealKey = "bXVzdGVyYmVuY2ggbWVhc3VyZXMgaG93IGZhc3QgaXM="

// writeSignInFiles writes what the measurements of sign-ins need.
func (b *bench) writeSignInFiles(ctx context.Context) error {
	var catalog bytes.Buffer
	err := people.WriteCatalog(&catalog)
	catalog.WriteString(usernameFormat)
	return errors.Join(err,
		generate(ctx, b.file("namesakes.csv"), b.rows, 0, "-namesakes", fmt.Sprint(namesakes)),
		generate(ctx, b.file("passwords.csv"), min(b.rows, passwordRows), 0, "-passwords"),
		os.WriteFile(b.file("usernames.yaml"), catalog.Bytes(), 0o600),
		os.WriteFile(b.file("invite.yaml"), []byte(inviteDefinition), 0o600),
	)
}

// signIns measures what usernames, invitations and passwords cost, each in a directory that is new.
func (b *bench) signIns(ctx context.Context, n int) error {
	for _, step := range []struct {
		name, file, catalog string
		args                []string
	}{
		{stepPlain, "namesakes.csv", "catalog.yaml", nil},
		{stepInvited, "namesakes.csv", "usernames.yaml", []string{"-c", b.file("invite.yaml")}},
		{stepPassword, "passwords.csv", "catalog.yaml", nil},
	} {
		if err := b.server.fresh(ctx, "muster"); err != nil {
			return err
		}
		for _, side := range []struct{ name, dsn string }{
			{sidePostgres, b.server.dsn("muster")},
			{sideSQLite, "sqlite:" + b.file(fmt.Sprintf("%s%d.db", step.catalog, n))},
		} {
			if step.name == stepPassword && side.name == sideSQLite {
				continue // hashing is the same
			}
			err := b.add(side.name, step.name, b.file(step.file), func(file string) (measurement, error) {
				return b.measureCommand(ctx, step.catalog, append([]string{"import", file, "--db", side.dsn}, step.args...)...)
			})
			if err != nil {
				return err
			}
		}
	}
	b.hashes = append(b.hashes, hashesPerSecond())
	return nil
}

// hashesPerSecond measures how many passwords one core hashes.
func hashesPerSecond() float64 {
	const enough = 2 * time.Second
	begin, n := time.Now(), 0
	for time.Since(begin) < enough {
		password.Hash("Correct-Horse-7")
		n++
	}
	return float64(n) / time.Since(begin).Seconds()
}

// printSignIns puts what usernames and invitations cost beside an import without them, and the rate of passwords beside
// what the cores can do.
func (b *bench) printSignIns(out io.Writer) {
	for _, side := range []string{sidePostgres, sideSQLite} {
		ratio := b.seconds(side, stepInvited) / b.seconds(side, stepPlain)
		fmt.Fprintf(out, "%s, usernames (30 %% taken) and invitations / plain: %.2f%s\n", side, ratio, judge(ratio, 1.25))
	}
	rate := float64(min(b.rows, passwordRows)) / b.seconds(sidePostgres, stepPassword)
	one := middle(b.hashes)
	share := rate / one / float64(runtime.NumCPU())
	verdict := "kept"
	if share < 0.9 {
		verdict = "NOT kept"
	}
	fmt.Fprintf(out, "passwords: %.0f/s, %.0f %% of %d cores at %.0f/s each (at least 90 %%: %s)\n",
		rate, 100*share, runtime.NumCPU(), one, verdict)
}
