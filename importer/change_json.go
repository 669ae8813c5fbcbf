package importer

import "muster/importer/value/jsonline"

// AppendChanges appends the changes as a JSON object by field: {"mobile":{"from":…,"to":…}}, in the order in which
// they are given. It is what reports and plans write for each row, so it is put together by hand.
func AppendChanges(line []byte, changes []FieldChange) []byte {
	line = append(line, '{')
	for i := range changes {
		c := &changes[i]
		if i > 0 {
			line = append(line, ',')
		}
		line = append(jsonline.AppendString(line, c.Field), `:{"from":`...)
		line = appendSide(line, c.IsList, c.From, c.FromList)
		line = append(line, `,"to":`...)
		line = append(appendSide(line, c.IsList, c.To, c.ToList), '}')
	}
	return append(line, '}')
}

// appendSide appends one side of a change; nothing is null, as in FieldChange's own JSON.
func appendSide(line []byte, isList bool, value string, list []string) []byte {
	switch {
	case isList && len(list) == 0, !isList && value == "":
		return append(line, "null"...)
	case !isList:
		return jsonline.AppendString(line, value)
	}
	for i, item := range list {
		line = append(line, "[,"[min(i, 1)])
		line = jsonline.AppendString(line, item)
	}
	return append(line, ']')
}
