package notify_test

import (
	"errors"
	"mime"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"muster/importer/notify"
)

// answersWithin is how long another program may take to start.
const answersWithin = 20 * time.Second

// startAiosmtpd starts Python's aiosmtpd, a server by other people, with STARTTLS and SMTPUTF8. It returns where it listens
// and the folder (a Maildir) into which it puts its mail. Where it is not installed the test is skipped; where CI is set, it fails.
func startAiosmtpd(t *testing.T, c certificate) (address, maildir string) {
	t.Helper()
	program, err := exec.LookPath("aiosmtpd")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("no other mail server to test with: install it (Debian: apt-get install python3-aiosmtpd)") //nolint:forbidigo // a helper, which fails where CI is set
	}
	if err != nil {
		t.Fatal(err)
	}
	address, maildir = freeAddress(t), filepath.Join(t.TempDir(), "mail")
	var said strings.Builder
	command := exec.Command(program, "-n", "-u", "-l", address, "--tlscert", c.cert, "--tlskey", c.key,
		"-c", "aiosmtpd.handlers.Mailbox", maildir)
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = command.Wait() // killed
	}()
	t.Cleanup(func() {
		if err := command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Errorf("stop aiosmtpd: %v", err)
		}
		<-ended
		if t.Failed() {
			t.Logf("aiosmtpd said: %s", said.String())
		}
	})
	awaitListener(t, address)
	return address, maildir
}

// freeAddress returns an address on which nobody listens, for now.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// awaitListener waits until somebody answers.
func awaitListener(t *testing.T, address string) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	patience := time.After(answersWithin)
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-again.C:
		case <-patience:
			t.Fatalf("nobody answers: %v", err)
		}
	}
}

func TestAnotherServerUnderstands(t *testing.T) {
	certificate := newCertificate(t)
	address, maildir := startAiosmtpd(t, certificate)
	config := parseServer(t, "smtp://"+address+"?from=it@example.com")
	config.TLSConfig = certificate.client()

	german := withSecret(t, mailTo(notify.Welcome, 1), "Tr0ub4dor&3")
	german.Language, german.Person.DisplayName = "de", "Jörg Müller"
	beyondASCII := mailTo(notify.AccountCreated, 2)
	beyondASCII.To = "jörg@bücher.example"
	sender := newSender(t, newOutbox(german, beyondASCII), config, newClock(), nil)
	if report := mustSend(t, sender); report != (notify.Report{Sent: 2}) {
		t.Fatalf("report %+v", report)
	}
	files, err := filepath.Glob(filepath.Join(maildir, "new", "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d mails arrived, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		message := parse(t, string(data))
		recipient, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("X-RcptTo"))
		if err != nil {
			t.Fatal(err)
		}
		switch recipient {
		case german.To:
			if subject, text, _ := parts(t, message); subject != "Willkommen bei Acme" || !strings.Contains(text, "Guten Tag Jörg Müller") ||
				!strings.Contains(text, "Tr0ub4dor&3") {
				t.Errorf("%s\n%s", subject, text)
			}
		case "jörg@xn--bcher-kva.example":
			if to, err := message.Header.AddressList("To"); err != nil || to[0].Address != recipient {
				t.Errorf("To: %v, %v", to, err)
			}
		default:
			t.Errorf("a mail for %q", recipient)
		}
	}
}
