package language

func Parse(s string) (bcp47 string, ok bool) { return "", false }
func Nearest(s string) string                { return "" }
