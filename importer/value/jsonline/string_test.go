package jsonline

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestAppendStringIsWhatADecoderReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "text")
		line := AppendString([]byte("x"), want)
		var got string
		if err := json.Unmarshal(line[1:], &got); err != nil || got != want || line[0] != 'x' {
			t.Errorf("%q was written as %s and reads %q (%v)", want, line[1:], got, err)
		}
	})
}
