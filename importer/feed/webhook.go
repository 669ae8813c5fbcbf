package feed

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// The headers of what a web address gets. The signature is the HMAC-SHA256 (RFC 2104), in hexadecimal, of the time, a dot and
// the body, under the secret of the definition: who knows the secret can tell that it is ours, whole and fresh.
const (
	signatureHeader = "Muster-Signature" // sha256=…
	timeHeader      = "Muster-Time"      // seconds since 1970
)

// webhookTries and webhookPause say how often an address is tried that does not answer, and how long it is left in peace
// in between: each time twice as long.
const (
	webhookTries   = 4
	webhookPause   = time.Second
	webhookTimeout = 15 * time.Second
)

// A Webhook posts to one web address.
type Webhook struct {
	Address string
	Secret  string // signs; "" for no signature
	Client  *http.Client
	// Pause waits between two tries. Defaults to a timer.
	Pause func(ctx context.Context, d time.Duration) error
}

// ErrRefusedByHook says that the web address does not want what it is sent: trying again is of no use.
var ErrRefusedByHook = errors.New("the web address refuses what it is sent")

// Post sends the body, which is JSON. What may pass (no answer, an answer of 429 or from 500 up) is tried again; the error
// names the status, never the address, which may hold a secret.
func (w *Webhook) Post(ctx context.Context, body []byte) error {
	pause := webhookPause
	for try := 1; ; try++ {
		err := w.once(ctx, body)
		if err == nil || errors.Is(err, ErrRefusedByHook) || try == webhookTries {
			return err
		}
		if err := w.pause(ctx, pause); err != nil {
			return err
		}
		pause *= 2
	}
}

func (w *Webhook) once(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, webhookTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.Address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: it is no web address", ErrRefusedByHook)
	}
	request.Header.Set("Content-Type", "application/json")
	if w.Secret != "" {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		request.Header.Set(timeHeader, now)
		request.Header.Set(signatureHeader, Sign(w.Secret, now, body))
	}
	answer, err := w.client().Do(request)
	if err != nil {
		return errors.New("the web address does not answer")
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	switch code := answer.StatusCode; {
	case code < 300:
		return nil
	case code == http.StatusTooManyRequests, code >= http.StatusInternalServerError:
		return fmt.Errorf("the web address answers %d", code)
	default:
		return fmt.Errorf("%w: it answers %d", ErrRefusedByHook, code)
	}
}

// Sign returns the signature of a body that was sent at that time, in seconds since 1970.
func Sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// client follows no redirect: the signed body is for the address of the definition, and nobody else.
func (w *Webhook) client() *http.Client {
	if w.Client != nil {
		return w.Client
	}
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (w *Webhook) pause(ctx context.Context, d time.Duration) error {
	if w.Pause != nil {
		return w.Pause(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
