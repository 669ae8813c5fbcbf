package job

import (
	"muster/importer"
	"muster/importer/definition"
)

// Overrides are what the command line says over what the definition says. What is empty changes nothing.
type Overrides struct {
	Format       string                     `json:"format,omitempty"`
	Header       string                     `json:"header,omitempty"`
	Encoding     string                     `json:"encoding,omitempty"`
	Delimiter    string                     `json:"delimiter,omitempty"`
	Sheet        string                     `json:"sheet,omitempty"`
	Existing     string                     `json:"existing,omitempty"`
	Match        []string                   `json:"match,omitempty"`
	Organization *importer.RuleOrganization `json:"organization,omitempty"`
	CreateGroups bool                       `json:"create_groups,omitempty"`
}

// Apply puts them over the definition.
func (o *Overrides) Apply(d *definition.Definition) {
	source, rules := &d.Source, &d.Rules
	for _, f := range []struct {
		field *string
		value string
	}{
		{&source.Format, o.Format},
		{&source.Header, o.Header},
		{&source.CSV.Encoding, o.Encoding},
		{&source.CSV.Delimiter, o.Delimiter},
		{&source.XLSX.Sheet, o.Sheet},
		{&rules.Existing, o.Existing},
	} {
		if f.value != "" {
			*f.field = f.value
		}
	}
	if len(o.Match) > 0 {
		rules.Match = o.Match
	}
	if o.Organization != nil {
		rules.Organization = o.Organization
	}
	rules.CreateGroups = rules.CreateGroups || o.CreateGroups
}
