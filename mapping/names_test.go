package mapping

import "testing"

func TestEmbeddedFiles(t *testing.T) {
	if _, err := newLexicon(namesFile); err != nil {
		t.Error(err)
	}
	if _, err := newVocabulary(wordsFile); err != nil {
		t.Error(err)
	}
}
