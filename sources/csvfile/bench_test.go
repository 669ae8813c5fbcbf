package csvfile_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"muster/sources/csvfile"
)

// people returns a file of n people; quoted, with a third of its cells in quotes.
func people(n int, quoted bool) []byte {
	var b bytes.Buffer
	b.WriteString("external_id,given_name,family_name,email,mobile,country,groups,job_title\n")
	for i := range n {
		title := "Sachbearbeiter"
		if quoted {
			title = `"Engineer, ""senior"""`
		}
		fmt.Fprintf(&b, "E-%06d,Jürgen,Müller-Lüdenscheidt,juergen.mueller%d@example.com,+49301234%05d,DE,Sales;Engineering,%s\n", i, i, i%100000, title)
	}
	return b.Bytes()
}

// BenchmarkReader reads the same file with the reader and with encoding/csv, to be compared in one run.
func BenchmarkReader(b *testing.B) {
	for _, quoted := range []bool{false, true} {
		data := people(50000, quoted)
		name := map[bool]string{false: "plain", true: "quoted"}[quoted]
		b.Run(name+"/csvfile", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := csvfile.New(bytes.NewReader(data), csvfile.Options{Dialect: csvfile.Plain()})
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = r.Read()
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/encoding-csv", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := csv.NewReader(bytes.NewReader(data)), error(nil)
				for err == nil {
					_, err = r.Read()
				}
				if !errors.Is(err, io.EOF) {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCensus counts what a text tells about its encoding.
func BenchmarkCensus(b *testing.B) {
	for name, data := range map[string][]byte{
		"ascii": bytes.Repeat([]byte("E-17,Anita,Singh,anita@example.com\n"), 100000),
		"utf-8": people(50000, false),
		"1252":  []byte(strings.ReplaceAll(string(people(50000, false)), "ü", "\xfc")),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				var c csvfile.Census
				for part := data; len(part) > 0; {
					n := min(len(part), 64<<10)
					_, _ = c.Write(part[:n])
					part = part[n:]
				}
				c.Detect()
			}
		})
	}
}
