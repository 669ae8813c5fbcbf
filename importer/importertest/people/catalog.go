package people

import (
	"fmt"
	"io"
	"strings"
)

// Groups returns the names of the fifty groups that people belong to.
func Groups() []string {
	groups := make([]string, 0, 50)
	for _, team := range []string{
		"Sales", "Marketing", "Engineering", "Research", "Production",
		"Logistics", "Finance", "Legal", "Support", "Facilities",
	} {
		for _, region := range []string{"North", "South", "East", "West", "Overseas"} {
			groups = append(groups, team+" "+region)
		}
	}
	return groups
}

// Roles returns the names of the five roles, of which each person has one.
func Roles() []string { return []string{"reader", "editor", "approver", "auditor", "operator"} }

// WriteCatalog writes the catalog that knows these groups and roles, as YAML.
func WriteCatalog(w io.Writer) error {
	_, err := fmt.Fprintf(w, "groups: [%s]\nroles: [%s]\n", strings.Join(Groups(), ", "), strings.Join(Roles(), ", "))
	return err
}
