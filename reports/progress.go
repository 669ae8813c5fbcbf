package reports

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
	"unicode/utf8"

	"muster/importer"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// The words of --progress.
const (
	ProgressAuto  = "auto"  // a bar on a terminal, lines elsewhere
	ProgressBar   = "bar"   // a bar, whatever it is written to
	ProgressPlain = "plain" // a line every ten seconds
	ProgressNone  = "none"
)

// How often progress is shown.
const (
	barInterval   = 100 * time.Millisecond
	plainInterval = 10 * time.Second
)

// A Progress shows how far a run is, by itself in regular intervals, however often it is told.
type Progress struct {
	display display // nil: nothing is shown
	started time.Time

	mu     sync.Mutex
	latest importer.ProgressStatus
	told   bool      // at all
	phase  time.Time // when the phase in hand began

	once sync.Once
	quit chan struct{}
	done chan struct{}
}

var _ importer.Progress = (*Progress)(nil)

// A display shows a status in its own way.
type display interface {
	show(f frame)
	// end leaves the cursor at the beginning of an empty line.
	end()
}

// A frame is what is shown at one moment.
type frame struct {
	importer.ProgressStatus
	elapsed time.Duration // since the run began
	inPhase time.Duration // since its phase began
}

// NewProgress shows progress on w, which is standard error: auto, bar, plain or none. Close ends
// it. Another word is ErrUsage.
func NewProgress(mode string, w *os.File) (*Progress, error) {
	switch mode {
	case ProgressNone:
		return &Progress{}, nil
	case ProgressPlain:
		return startProgress(&plainLines{w: w}, plainInterval), nil
	case ProgressBar:
		return startProgress(&barLine{w: w, width: terminalWidth(w)}, barInterval), nil
	case ProgressAuto, "":
		if term.IsTerminal(int(w.Fd())) {
			return NewProgress(ProgressBar, w)
		}
		return NewProgress(ProgressPlain, w)
	default:
		return nil, usagef("progress is auto, bar, plain or none, not %q", mode)
	}
}

// terminalWidth asks the terminal; what is none is taken for one of the usual width.
func terminalWidth(w *os.File) int {
	width, _, err := term.GetSize(int(w.Fd()))
	if err != nil || width <= 0 {
		return defaultWidth
	}
	return width
}

// startProgress shows what there is to show once an interval, until Close.
func startProgress(d display, interval time.Duration) *Progress {
	now := time.Now()
	p := &Progress{display: d, started: now, phase: now, quit: make(chan struct{}), done: make(chan struct{})}
	go p.run(interval)
	return p
}

// run shows frames until it is told to end. It alone uses the display.
func (p *Progress) run(interval time.Duration) {
	defer close(p.done)
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if f, told := p.frame(); told {
				p.display.show(f)
			}
		case <-p.quit:
			p.display.end()
			return
		}
	}
}

// frame returns what there is to show, and whether there is anything yet.
func (p *Progress) frame() (frame, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return frame{p.latest, time.Since(p.started), time.Since(p.phase)}, p.told
}

// Update tells how far the run is. It only remembers it.
func (p *Progress) Update(s importer.ProgressStatus) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.told && s.Phase != p.latest.Phase {
		p.phase = time.Now()
	}
	p.latest, p.told = s, true
}

// Close ends the display, also after an error: what is written next begins on a line of its
// own. It may be called more than once.
func (p *Progress) Close() {
	if p.display == nil {
		return
	}
	p.once.Do(func() { close(p.quit) })
	<-p.done
}

// plainLines writes a line each time: for logs.
type plainLines struct{ w io.Writer }

// show writes one line, such as "importing: 33%, 8,000 rows, 400/s, 8 failed after 20 s".
func (l *plainLines) show(f frame) {
	percent := ""
	if f.Total > 0 {
		percent = fmt.Sprintf(" %d%%,", min(f.Done, f.Total)*100/f.Total)
	}
	fmt.Fprintf(l.w, "%s:%s %s after %s\n", f.phaseText(), percent, f.rowsText(), duration(f.elapsed.Seconds()))
}

func (*plainLines) end() {}

// barLine draws schollz/progressbar over one line of a terminal.
type barLine struct {
	w     io.Writer
	width int // of the terminal
	bar   *progressbar.ProgressBar
	max   int64
}

// The widths of the bar, in characters, and of what the library writes beside it at the most: "  99% |",
// "|  [1h23m45s:1h23m45s] ".
const (
	minBarWidth = 5
	maxBarWidth = 30
	besideBar   = 31
)

// barWidth leaves most of the line to the words.
func (b *barLine) barWidth() int { return min(max(b.width/8, minBarWidth), maxBarWidth) }

// show draws the bar over the last one.
func (b *barLine) show(f frame) {
	if b.bar == nil || b.max != f.Total {
		b.begin(f.Total)
	}
	done := f.Done
	if f.Total > 0 {
		done = min(done, f.Total-1) // full would end the bar, but the run goes on until Close
	}
	_ = b.bar.Set64(max(done, 0)) // what cannot be shown is no reason to stop
	b.bar.Describe(b.describe(f))
}

// describe says more the more room there is.
func (b *barLine) describe(f frame) string {
	room := max(b.width-b.barWidth()-besideBar, 1)
	if long := f.phaseText() + " " + f.rowsText(); utf8.RuneCountInString(long) <= room {
		return long
	}
	return shorten(f.rowsText(), room)
}

// begin makes a bar for so many bytes, or a spinner where it is not known how many there are.
func (b *barLine) begin(total int64) {
	b.end()
	b.max = total
	if total <= 0 {
		total = -1
	}
	b.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(struct{ io.Writer }{b.w}), // hides the file: the bar would fsync it
		progressbar.OptionSetWidth(b.barWidth()),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionSetSpinnerChangeInterval(0), // else it starts a goroutine that nobody waits for
	)
}

// end removes the bar; the summary says the rest.
func (b *barLine) end() {
	if b.bar == nil {
		return
	}
	_ = b.bar.Exit()
	fmt.Fprint(b.w, "\r\x1b[2K")
	b.bar = nil
}

// phaseText says what is being done.
func (f *frame) phaseText() string {
	if f.Phase == "" {
		return "importing"
	}
	return f.Phase
}

// rowsText says how many rows, how fast, and how many failed.
func (f *frame) rowsText() string {
	text := count(f.Rows, "row", "rows")
	if seconds := f.inPhase.Seconds(); seconds > 0 {
		text += fmt.Sprintf(", %s/s", thousands(int(float64(f.Rows)/seconds)))
	}
	return text + ", " + thousands(f.Failed) + " failed"
}
