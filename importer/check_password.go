package importer

import "muster/importer/value/password"

// passwordSentences says for each rule of the policy what is wrong and what to do.
var passwordSentences = map[string]string{
	"too_short":        "the password is shorter than the policy asks for; make it longer",
	"too_long":         "the password is longer than the policy allows; make it shorter",
	"same_as_username": "the password is the username; choose another",
	"no_letter":        "the password has no letter; add one",
	"no_digit":         "the password has no digit; add one",
	"no_special":       "the password has no special character, such as ! or ?; add one",
}

// passwords checks the password against the policy: a problem for each rule that it breaks.
func (c *checker) passwords(e *Entry) {
	if e.Secrets == nil || e.Secrets[Password] == "" {
		return
	}
	given := e.Secrets[Password]
	if given == HiddenCell {
		e.Fail(Password.String(), "password.hidden", "this is the sign that a report puts in the place of a password; type the password again", "")
		return
	}
	for _, rule := range password.Check(given, e.Values[Username], c.policy) {
		e.Fail(Password.String(), "password."+rule, passwordSentences[rule], "")
	}
	if again := e.Secrets[PasswordConfirmation]; again != "" && again != given {
		e.Fail(PasswordConfirmation.String(), "password.mismatch", "the password and its confirmation differ; type both again", "")
	}
}

// passwordHash checks a hash that another system has made, and brings it into the form in which it is kept. The
// hash itself stays as it is: nobody can make another without the password.
func (c *checker) passwordHash(e *Entry) {
	if e.Secrets == nil || e.Secrets[PasswordHash] == "" {
		return
	}
	if e.Secrets[PasswordHash] == HiddenCell {
		e.Fail(PasswordHash.String(), "password.hidden", "this is the sign that a report puts in the place of a hash; copy the hash from its source again", "")
		return
	}
	legacy, err := password.ParseHash(e.Secrets[PasswordHash], e.Secrets[PasswordSalt])
	if err != nil {
		e.Fail(PasswordHash.String(), "password_hash.unsupported", "this password hash cannot be carried over: "+err.Error()+"; leave the cell blank and let the user choose a new password", "")
		e.Secrets[PasswordHash] = ""
		return
	}
	e.Secrets[PasswordHash], e.Secrets[PasswordSalt] = legacy.String(), ""
}

// policyOf returns the catalog's password policy, else the default one.
func policyOf(c *Catalog) password.Policy {
	p := DefaultPasswordPolicy()
	if c.PasswordPolicy != nil {
		p = *c.PasswordPolicy
	}
	return password.Policy{
		Min: p.Min, Max: p.Max, Letter: p.Letter, Digit: p.Digit, Special: p.Special, NotUsername: p.NotUsername,
	}
}
