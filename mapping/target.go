package mapping

import "muster/importer"

// Who decides about a field, see Field.Owner.
const (
	ownerFile      = string(importer.OwnerFile)
	ownerFirst     = string(importer.OwnerFirst)
	ownerDirectory = string(importer.OwnerDirectory)
)

// A targetKind says in which part of an entry a field ends.
type targetKind uint8

const (
	targetField targetKind = iota
	targetList
	targetSecret
	targetAttribute
)

// A target is where in an entry a field of a definition ends.
type target struct {
	name      string // as definitions write it
	kind      targetKind
	field     importer.Field
	list      importer.GrantKind
	secret    importer.Secret
	attribute string
}

// targetOf returns the target of that name.
func targetOf(name string) (target, bool) {
	t := target{name: name}
	var ok bool
	if t.field, ok = importer.FieldNamed(name); ok && t.field.InFiles() {
		return t, true
	}
	if t.list, ok = importer.GrantKindNamed(name); ok {
		t.kind = targetList
		return t, true
	}
	if t.secret, ok = importer.SecretNamed(name); ok {
		t.kind = targetSecret
		return t, true
	}
	t.attribute, ok = importer.AttributeNamed(name)
	t.kind = targetAttribute
	return t, ok
}

// canBeDate reports whether the value may be a date; the catalog says which
// attributes are.
func (t target) canBeDate() bool { return t.kind == targetAttribute || t.isDate() }

// isKept reports whether the directory keeps what the field says, so that it can have another owner than the file.
func (t target) isKept() bool {
	switch t.kind {
	case targetSecret:
		return false
	case targetField:
		return t.field < importer.StoredFields || t.field == importer.FullName
	default:
		return true
	}
}

// isDate reports whether the field holds a date, or a moment.
func (t target) isDate() bool {
	return t.kind == targetField && (t.field == importer.StartDate || t.field == importer.EndDate || t.field == importer.CreatedAt)
}

// isPhone reports whether the field holds a phone number.
func (t target) isPhone() bool {
	return t.kind == targetField && (t.field == importer.Mobile || t.field == importer.Phone)
}

// isYesNo reports whether the field holds yes or no.
func (t target) isYesNo() bool {
	return t.kind == targetField && (t.field == importer.EmailVerified || t.field == importer.MustResetPassword || t.field == importer.RequireMFA)
}
