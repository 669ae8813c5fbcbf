package sources_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"muster/sources"
)

// BenchmarkOpenAndRead opens a file and reads it, and beside it does what a program without any doubt about its
// input does: encoding/csv. Each op is the whole file.
func BenchmarkOpenAndRead(b *testing.B) {
	var data bytes.Buffer
	data.WriteString("external_id,given_name,family_name,email,mobile,country,groups,job_title\n")
	for i := range 100_000 {
		fmt.Fprintf(&data, "E-%06d,Jürgen,Müller-Lüdenscheidt,juergen.mueller%d@example.com,+49301234%05d,DE,Sales;Engineering,\"Engineer, \"\"senior\"\"\"\n", i, i, i%100_000)
	}
	path := save(b, "people.csv", data.String())
	b.Run("muster", func(b *testing.B) {
		b.SetBytes(int64(data.Len()))
		for b.Loop() {
			f, err := sources.Open(context.Background(), path, sources.Config{})
			if err != nil {
				b.Fatal(err)
			}
			rows, err := f.Rows()
			for err == nil {
				_, err = rows.Read()
			}
			if !errors.Is(err, io.EOF) {
				b.Fatal(err)
			}
			if err := errors.Join(rows.Close(), f.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-csv", func(b *testing.B) {
		b.SetBytes(int64(data.Len()))
		for b.Loop() {
			f, err := os.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			r := csv.NewReader(f)
			for err == nil {
				_, err = r.Read()
			}
			if !errors.Is(err, io.EOF) {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
