package email

// An Error says why a text is no email address.
type Error struct {
	// Reason is a sentence without capital and full stop, such as "the address has no domain". It
	// holds nothing of the address itself.
	Reason string
	// Hint is an address that may have been meant; "" where there is no good guess. It
	// comes from the text, so it belongs into reports and never into logs.
	Hint string
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }

// The reasons for which an address is refused.
const (
	reasonBlank          = "the address is blank"
	reasonNoAt           = "the address has no @ sign"
	reasonManyAts        = "the address has more than one @ sign"
	reasonSeveral        = "there is more than one address in the cell: keep one"
	reasonNamed          = "there is more than the address in the cell: keep only what is between < and >"
	reasonControl        = "the address has a character in it that cannot be seen"
	reasonSpace          = "the address has a space in it"
	reasonNoLocal        = "the address has nothing before the @ sign"
	reasonLocalLong      = "the part before the @ sign is longer than 64 bytes"
	reasonLocalDots      = "the part before the @ sign begins or ends with a dot, or has two in a row"
	reasonLocalCharacter = "the part before the @ sign has a character that is not allowed there"
	reasonQuote          = "the quotation marks before the @ sign do not fit together"
	reasonComment        = "the address has a comment in parentheses: remove it"
	reasonNoDomain       = "the address has no domain"
	reasonLiteral        = "the address has a network address instead of a domain"
	reasonDomainDots     = "the domain begins or ends with a dot, or has two in a row"
	reasonDomainHyphen   = "a part of the domain begins or ends with a hyphen"
	reasonDomainComma    = "the domain has a comma where a dot should be"
	reasonDomainChar     = "the domain has a character that is not allowed there"
	reasonLabelLong      = "a part of the domain is longer than 63 characters"
	reasonDomainLong     = "the domain is longer than 253 characters"
	reasonNotIDNA        = "the domain is no valid international domain name"
	reasonNoTLD          = "the domain has no top-level domain such as .com"
	reasonNumericTLD     = "the domain ends in a number: no top-level domain does"
	reasonTLDCharacter   = "the top-level domain has a digit or a hyphen in it: none has"
	reasonBareSuffix     = "the domain is one under which names are registered, and the name itself is missing"
	reasonLong           = "the address is longer than 254 bytes"
)
