//go:build ignore

// Zip packs what is in a folder into an archive, for machines without a zip command:
//
//	go run .ci/zip.go ARCHIVE.zip FOLDER
package main

import (
	"archive/zip"
	"errors"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("zip: ")
	if len(os.Args) != 3 {
		log.Fatal("usage: go run .ci/zip.go ARCHIVE.zip FOLDER")
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func pack(archive, folder string) error {
	out, err := os.Create(archive)
	if err != nil {
		return err
	}
	w := zip.NewWriter(out)
	err = w.AddFS(os.DirFS(folder))
	return errors.Join(err, w.Close(), out.Close())
}
