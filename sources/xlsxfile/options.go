package xlsxfile

// Options limit what a workbook may cost. The zero value is right for files of people.
type Options struct {
	// MaxInflated is how many bytes of XML all sheets together may have.
	// Defaults to 4 GiB, about ten times a sheet of 1,000,000 people.
	MaxInflated int64
	// MaxTexts is how many bytes of memory the table of shared texts may take.
	// Defaults to 224 MiB.
	MaxTexts int64
	// MaxRatio is how many times larger than its compressed form a large sheet may be.
	// Real sheets stay below 50. Defaults to 200.
	MaxRatio int64
}

// withDefaults returns the options with every silent field filled in.
func (o Options) withDefaults() Options {
	if o.MaxInflated <= 0 {
		o.MaxInflated = 4 << 30
	}
	if o.MaxTexts <= 0 {
		o.MaxTexts = 224 << 20
	}
	if o.MaxRatio <= 0 {
		o.MaxRatio = 200
	}
	return o
}

// Limits that no real workbook comes near.
const (
	maxSmallPart = 16 << 20  // bytes of workbook, relationships or styles
	maxFormats   = 20_000    // number formats; Excel has room for some hundreds
	maxParts     = 20_000    // entries of the archive
	maxSheets    = 2_000     // sheets of the workbook
	maxCell      = 128 << 10 // bytes of one cell; Excel stops at 32,767 characters
	maxRow       = 4 << 20   // bytes of one row
	maxColumns   = 16_384    // Excel's own limit
	maxText      = 16 << 30  // bytes of the cells of a sheet, shared texts counted where they are shown
	maxPadding   = 256 << 20 // blank cells that stand before cells with content, in a sheet
)
