package mapping

import (
	_ "embed"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"

	"muster/importer"
	"muster/importer/value/yesno"
)

//go:embed words.yaml
var wordsFile []byte

// A vocabulary has, for each field with a fixed set of words, what other words
// mean the same: by key, see keyOf.
type vocabulary map[importer.Field]map[string]string

// knownWords returns the vocabulary of words.yaml. The file is embedded and
// tested: it cannot be wrong at run time.
var knownWords = sync.OnceValue(func() vocabulary {
	v, err := newVocabulary(wordsFile)
	if err != nil {
		panic(err)
	}
	return v
})

// newVocabulary reads a file of words. A word that means two things in one
// field is an error.
func newVocabulary(data []byte) (vocabulary, error) {
	var doc map[string]map[string][]string
	if err := yaml.Load(data, &doc); err != nil {
		return nil, fmt.Errorf("read the words: %w", err)
	}
	v := vocabulary{}
	for name, meanings := range doc {
		field, ok := importer.FieldNamed(name)
		if !ok || !field.InFiles() {
			return nil, fmt.Errorf("read the words: there is no field %q", name)
		}
		v[field] = map[string]string{}
		for canonical, words := range meanings {
			for _, w := range append(words, canonical) {
				if there, twice := v[field][keyOf(w)]; twice && there != canonical {
					return nil, fmt.Errorf("read the words: %s %q means %s and %s", name, w, there, canonical)
				}
				v[field][keyOf(w)] = canonical
			}
		}
	}
	return v, nil
}

// canonical returns the contract's word for what a cell says in the field. In a
// status, yes and no count too.
func (v vocabulary) canonical(field importer.Field, cell string) (word string, ok bool) {
	words, fixed := v[field]
	if !fixed {
		return "", false
	}
	if _, same := words[cell]; same && words[cell] == cell {
		return cell, true // already the word: the common case in files that we wrote
	}
	if word, ok = words[keyOf(cell)]; ok || field != importer.Status {
		return word, ok
	}
	yes, isYesNo := yesno.Parse(cell)
	switch {
	case !isYesNo:
		return "", false
	case yes:
		return "active", true
	default:
		return "inactive", true
	}
}
