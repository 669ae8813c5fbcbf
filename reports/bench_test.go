package reports

import (
	"path/filepath"
	"runtime"
	"testing"

	"muster/importer"
)

// BenchmarkReport measures results a second and, once all are written, the heap that is
// still in use: it does not grow with -benchtime.
func BenchmarkReport(b *testing.B) {
	layout, results := joiners()
	for _, format := range []string{formatCSV, formatJSONL, formatXLSX, formatHTML} {
		b.Run(format, func(b *testing.B) {
			set, err := Open([]string{filepath.Join(b.TempDir(), "r."+format)}, Options{Layout: layout})
			if err != nil {
				b.Fatal(err)
			}
			defer set.Abort()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := set.Report(nth(results, i)); err != nil {
					b.Fatal(err)
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if _, err := set.Close(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(m.HeapInuse)/(1<<20), "MiB-heap")
		})
	}
}

// nth returns the results in turn: most rows without a problem, as files are.
func nth(results []*importer.RowResult, i int) *importer.RowResult {
	if i%20 > 0 {
		return results[0]
	}
	return results[i/20%len(results)]
}
