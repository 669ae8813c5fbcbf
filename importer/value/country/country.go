package country

func Parse(s string) (alpha2 string, ok bool) { return "", false }
func Nearest(s string) string                 { return "" }
