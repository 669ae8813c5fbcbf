package language

import (
	"testing"

	"golang.org/x/text/language/display"
)

func BenchmarkUsualNames(b *testing.B) {
	for b.Loop() {
		newIndex(eachSpelling, eachOwnName, inLanguages(common, languages()), inLanguages(common[:1], everyLanguage()))
	}
}

func BenchmarkAllNames(b *testing.B) {
	for b.Loop() {
		newIndex(inLanguages(display.Supported.Tags(), languages()))
	}
}
