package definition

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v4"

	"muster/importer"
)

// LoadCatalog reads the catalog at path. What is wrong with it comes as *[Errors], all at once; a file
// that cannot be opened as the operating system's error.
func LoadCatalog(path string) (*importer.Catalog, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	return ParseCatalog(path, data)
}

// ParseCatalog reads a catalog from data; name stands for the file in errors. Each entry of a list is a
// name or a section with a name. Names are trimmed and brought to NFC, and must differ when
// case is ignored. What the catalog itself refers to (defaults, the holdings of actors) must be in it.
func ParseCatalog(name string, data []byte) (*importer.Catalog, error) {
	c := &importer.Catalog{}
	doc, err := read(name, data, c, nil)
	if err != nil {
		return nil, err
	}
	if c.PasswordPolicy, err = policyOf(doc); err != nil {
		return nil, err
	}
	tidy(c)
	check := catalogCheck{document: doc, catalog: c}
	check.run()
	if err := doc.all(); err != nil {
		return nil, err
	}
	return c, nil
}

// policyOf reads the password policy over the default one, so that a key left out keeps its default.
func policyOf(doc *document) (*importer.PasswordPolicy, error) {
	const path = "password_policy"
	if doc.at.value(path).Kind != yaml.MappingNode || !doc.at.has(path) {
		return nil, nil
	}
	policy := importer.DefaultPasswordPolicy()
	if err := decode(doc.at.value(path), &policy); err != nil {
		return nil, err
	}
	return &policy, nil
}
