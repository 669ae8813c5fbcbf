package reports

import "muster/importer/value/formula"

// An htmlText is a text from a file, in pieces, before each of which but perhaps the first the page puts an
// apostrophe: the ones by which formula.Defuse makes it harmless. In the page itself nothing runs, so there they
// are not seen; but they are copied with the rest of a table, and whoever pastes it into a spreadsheet needs them.
// Line breaks and tabs within the text count, since pasted plain text is cut into cells there.
type htmlText []htmlPiece

// An htmlPiece is text that goes into the page as it is, once it is escaped.
type htmlPiece struct {
	Guarded bool // an apostrophe goes before it
	Text    string
}

// newHTMLText takes apart what Defuse put into the text from the text itself. Of two apostrophes in a row it does
// not matter which one is whose.
func newHTMLText(text string) htmlText {
	defused := formula.Defuse(text)
	if defused == text {
		return htmlText{{Text: text}}
	}
	var pieces htmlText
	for guarded := false; ; guarded = true {
		same := samePrefix(defused, text)
		if guarded || same > 0 {
			pieces = append(pieces, htmlPiece{guarded, text[:same]})
		}
		if same == len(defused) {
			return pieces
		}
		defused, text = defused[same+1:], text[same:] // without the apostrophe
	}
}

// samePrefix returns how many bytes the texts have in common at their beginning.
func samePrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
