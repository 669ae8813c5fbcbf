package feed_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"muster/importer/feed"
)

// answers serves the statuses one after the other, then 200, and keeps what it was sent.
type answers struct {
	statuses []int
	calls    atomic.Int32
	body     []byte
	header   http.Header
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := int(a.calls.Add(1)) - 1
	a.body, _ = io.ReadAll(r.Body)
	a.header = r.Header
	if n < len(a.statuses) {
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		w.WriteHeader(a.statuses[n])
	}
}

func TestWebhook(t *testing.T) {
	tests := []struct {
		name     string
		statuses []int
		calls    int32
		err      string
	}{
		{"well", nil, 1, ""},
		{"well at last", []int{500, 429, 503}, 4, ""},
		{"never well", []int{500, 500, 500, 500}, 4, "answers 500"},
		{"not wanted", []int{404}, 1, "refuses"},
		{"sent elsewhere", []int{307}, 1, "refuses"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			handler := &answers{statuses: tt.statuses}
			server := httptest.NewServer(handler)
			defer server.Close()
			hook := feed.Webhook{
				Address: server.URL + "/hook?token=secret", Secret: "s3cret",
				Pause: func(context.Context, time.Duration) error { return nil },
			}
			err := hook.Post(t.Context(), []byte(`{"definition":"hr"}`))
			if handler.calls.Load() != tt.calls || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%d calls, %v", handler.calls.Load(), err)
			}
			if err != nil && strings.Contains(err.Error(), "token") {
				t.Errorf("the error shows the address: %v", err)
			}
			at := handler.header.Get("Muster-Time")
			if handler.header.Get("Muster-Signature") != feed.Sign("s3cret", at, handler.body) || string(handler.body) != `{"definition":"hr"}` {
				t.Errorf("got %s, signed %s at %s", handler.body, handler.header.Get("Muster-Signature"), at)
			}
			if sent, err := strconv.ParseInt(at, 10, 64); err != nil || time.Since(time.Unix(sent, 0)) > time.Hour {
				t.Errorf("sent at %q", at)
			}
		})
	}
}

func TestWebhookWithoutAnswer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	pauses := 0
	hook := feed.Webhook{Address: server.URL, Pause: func(context.Context, time.Duration) error {
		pauses++
		return nil
	}}
	if err := hook.Post(t.Context(), nil); err == nil || pauses != 3 {
		t.Errorf("%d pauses, %v", pauses, err)
	}
	hook.Address = "\x00"
	if err := hook.Post(t.Context(), nil); !errors.Is(err, feed.ErrRefusedByHook) {
		t.Errorf("got %v", err)
	}
}

// The signature is compared with one that OpenSSL made: printf '1700000000.{}' | openssl dgst -sha256 -hmac key.
func TestSign(t *testing.T) {
	const want = "sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
	if got := feed.Sign("key", "1700000000", []byte("{}")); got != want {
		t.Errorf("got %s", got)
	}
}
