package date

type Order uint8

const (
	Undecided Order = iota
	YMD
	DMY
	MDY
)

func Parse(s string, order Order) (iso string, ok bool)  { return "", false }
func ParseLayout(s, layout string) (iso string, ok bool) { return "", false }

type Vote struct{}

func (v *Vote) Add(s string)         {}
func (v *Vote) Order() (Order, bool) { return Undecided, false }
