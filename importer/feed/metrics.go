package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"muster/importer"
)

// Metrics count what runs come to, for Prometheus. Labels are names of definitions and fixed words, so that there are
// never many. They are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	runs     *prometheus.CounterVec
	rows     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	success  *prometheus.GaugeVec
	waiting  *prometheus.GaugeVec
}

// NewMetrics returns metrics of which none is counted yet.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_runs_total", Help: "Imports that ended, by definition and state.",
		}, []string{"definition", "state"}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_rows_total", Help: "Rows read, by definition and result.",
		}, []string{"definition", "result"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "muster_run_seconds", Help: "How long imports took, by definition.", Buckets: prometheus.ExponentialBuckets(0.1, 4, 9),
		}, []string{"definition"}),
		success: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "muster_last_success_timestamp_seconds", Help: "When an import last finished, by definition.",
		}, []string{"definition"}),
		waiting: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "muster_files_waiting", Help: "Files in the drop folder that were not taken yet, by definition.",
		}, []string{"definition"}),
	}
	m.registry.MustRegister(m.runs, m.rows, m.seconds, m.success, m.waiting)
	return m
}

// Ended counts an import; s is nil where it did not begin.
func (m *Metrics) Ended(definition string, s *importer.Summary, at time.Time) {
	if s == nil {
		m.runs.WithLabelValues(definition, string(importer.FailedRun)).Inc()
		return
	}
	m.runs.WithLabelValues(definition, string(s.State)).Inc()
	for result, n := range s.Rows {
		m.rows.WithLabelValues(definition, importer.Result(result).String()).Add(float64(n)) //nolint:gosec // there are five results
	}
	m.seconds.WithLabelValues(definition).Observe(s.Seconds)
	if s.State == importer.Finished {
		m.success.WithLabelValues(definition).Set(float64(at.Unix()))
	}
}

// Waiting says how many files are left in the drop folder.
func (m *Metrics) Waiting(definition string, files int) {
	m.waiting.WithLabelValues(definition).Set(float64(files))
}

// ErrNotLoopback says that metrics are only served to this machine.
var ErrNotLoopback = errors.New("metrics are for this machine only: give a loopback address such as 127.0.0.1:9090")

// ServeMetrics serves /metrics and /healthz at a loopback address until the context ends. healthy says what is wrong, or nil.
// ready is called with the address once it listens.
func ServeMetrics(ctx context.Context, address string, m *Metrics, healthy func(context.Context) error, ready func(net.Addr)) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return ErrNotLoopback
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("serve metrics: %w", err)
	}
	server := &http.Server{Handler: metricsHandler(m, healthy), ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	ready(listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve metrics: %w", err)
	}
	return nil
}

func metricsHandler(m *Metrics, healthy func(context.Context) error) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		answer := map[string]string{"status": "ok"}
		w.Header().Set("Content-Type", "application/json")
		if err := healthy(r.Context()); err != nil {
			answer = map[string]string{"status": "unwell", "error": err.Error()}
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(answer) // who asked has gone
	})
	return mux
}
