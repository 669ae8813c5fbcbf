package mapping

import (
	"strings"

	"muster/importer"
	"muster/importer/value/text"
)

// A listReader takes list cells apart.
type listReader struct {
	kind      importer.GrantKind
	mode      importer.ListMode
	separator string          // Field.Split; "" finds it in each cell
	whole     map[string]bool // folded names of the catalog that have a comma in them
	change    change          // of each item
}

// read returns what a cell says. "+Sales" adds, "-Sales" takes away, whatever
// else is held.
func (l *listReader) read(cell string) importer.List {
	list := importer.List{Kind: l.kind, Mode: l.mode}
	for part := range strings.SplitSeq(cell, l.separatorOf(cell)) {
		item := importer.ListItem{Name: strings.TrimSpace(part)}
		if item.Name != "" && (item.Name[0] == '+' || item.Name[0] == '-') {
			item.Sign = item.Name[0]
			item.Name = strings.TrimSpace(item.Name[1:])
		}
		if item.Name = l.change.of(item.Name, true); item.Name != "" {
			list.Items = append(list.Items, item)
		}
	}
	return list
}

// separatorOf returns what stands between the items of a cell. A comma counts
// only where nothing else can be meant: many groups have one in their names.
func (l *listReader) separatorOf(cell string) string {
	switch {
	case l.separator != "":
		return l.separator
	case strings.Contains(cell, ";"):
		return ";"
	case strings.Contains(cell, "|"):
		return "|"
	case strings.Contains(cell, ",") && !l.whole[text.Fold(strings.TrimLeft(cell, "+- "))]:
		return ","
	default:
		return "\n" // a separator that a clean cell cannot have: the cell is one name
	}
}
