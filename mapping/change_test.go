package mapping

import "testing"

// TestYesNoWords replaces yes and no in other languages only where values say one thing about each. It asks often, because
// the order of a map is another one each time.
func TestYesNoWords(t *testing.T) {
	tests := []struct {
		name   string
		values map[string]string
		want   string // what "oui" becomes
	}{
		{"one of each", map[string]string{"ja": "active", "nein": "inactive"}, "active"},
		{"two that agree", map[string]string{"ja": "active", "yes": "active", "nein": "inactive"}, "active"},
		{"two yes that do not", map[string]string{"ja": "active", "yes": "inactive", "nein": "inactive"}, "oui"},
		{"two no that do not", map[string]string{"ja": "active", "no": "suspended", "nein": "inactive"}, "oui"},
		{"one that becomes nothing", map[string]string{"ja": "active", "yes": "", "nein": "inactive"}, "oui"},
		{"another word", map[string]string{"ja": "active", "nein": "inactive", "maybe": "active"}, "oui"},
		{"no for no", map[string]string{"ja": "active"}, "oui"},
	}
	for _, tt := range tests {
		for range 50 {
			c := newChange(Field{Values: tt.values})
			if got := c.of("oui", true); got != tt.want {
				t.Fatalf("%s: oui becomes %q, want %q", tt.name, got, tt.want)
			}
		}
	}
}
