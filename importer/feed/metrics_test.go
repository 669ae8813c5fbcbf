package feed_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"muster/importer"
	"muster/importer/feed"
)

func TestMetrics(t *testing.T) {
	m := feed.NewMetrics()
	m.Ended("hr", &importer.Summary{State: importer.Finished, Rows: importer.Counts{3, 0, 0, 0, 1}, Seconds: 0.2}, time.Unix(1_700_000_000, 0))
	m.Ended("hr", &importer.Summary{State: importer.Held}, time.Unix(1_700_000_100, 0))
	m.Ended("hr", nil, time.Unix(1_700_000_200, 0))
	m.Waiting("hr", 2)

	ctx, cancel := context.WithCancel(t.Context())
	addresses, done := make(chan net.Addr, 1), make(chan error, 1)
	var unwell atomic.Pointer[error]
	healthy := func(context.Context) error {
		if err := unwell.Load(); err != nil {
			return *err
		}
		return nil
	}
	go func() {
		done <- feed.ServeMetrics(ctx, "127.0.0.1:0", m, healthy, func(a net.Addr) { addresses <- a })
	}()
	address := "http://" + (<-addresses).String()
	status, text := get(t, address+"/metrics")
	for _, want := range []string{
		`muster_runs_total{definition="hr",state="finished"} 1`, `muster_runs_total{definition="hr",state="held"} 1`,
		`muster_runs_total{definition="hr",state="failed"} 1`, `muster_rows_total{definition="hr",result="created"} 3`,
		`muster_rows_total{definition="hr",result="failed"} 1`, `muster_run_seconds_count{definition="hr"} 2`,
		`muster_last_success_timestamp_seconds{definition="hr"} 1.7e+09`, `muster_files_waiting{definition="hr"} 2`,
	} {
		if status != http.StatusOK || !strings.Contains(text, want+"\n") {
			t.Errorf("%d, no %s in\n%s", status, want, text)
		}
	}
	if status, text := get(t, address+"/healthz"); status != http.StatusOK || text != `{"status":"ok"}`+"\n" {
		t.Errorf("got %d %s", status, text)
	}
	broken := errors.New("the database does not answer")
	unwell.Store(&broken)
	if status, text := get(t, address+"/healthz"); status != http.StatusServiceUnavailable || !strings.Contains(text, broken.Error()) {
		t.Errorf("got %d %s", status, text)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, address := range []string{"0.0.0.0:9090", ":9090", "192.0.2.1:9090", "nonsense"} {
		if err := feed.ServeMetrics(t.Context(), address, m, nil, nil); !errors.Is(err, feed.ErrNotLoopback) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
