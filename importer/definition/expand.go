package definition

import (
	"fmt"
	"regexp"
	"strings"
)

// expander returns a function that puts variables of the environment into the values where they are
// allowed. Elsewhere "${" is what it says: a mapping may need it.
func expander(getenv func(string) string) func(path, value string) (string, error) {
	tellSecret := regexp.MustCompile(`^tell\[\d+\]\.secret$`)
	return func(path, value string) (string, error) {
		allowed := path == "source.location" || strings.HasPrefix(path, "source.sftp.") ||
			strings.HasPrefix(path, "source.decrypt.") || tellSecret.MatchString(path)
		if !allowed || !strings.Contains(value, "${") {
			return value, nil
		}
		return expand(value, getenv)
	}
}

// expand replaces each ${NAME}. What comes out of the environment is not looked at again.
func expand(value string, getenv func(string) string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(value, "${")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isVariable(name) {
			return "", fmt.Errorf("a variable is written as ${NAME}, with letters, digits and underscores")
		}
		content := ""
		if getenv != nil {
			content = getenv(name)
		}
		if content == "" {
			return "", fmt.Errorf("the environment variable %s is not set; set it before running muster", name)
		}
		b.WriteString(content)
		value = after
	}
}

func isVariable(name string) bool {
	for i, r := range name {
		letter := r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}
