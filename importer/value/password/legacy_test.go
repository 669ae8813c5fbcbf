package password_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"muster/importer/value/password"
)

// greeting is the password of the vectors that were computed for these tests; it has letters of two bytes.
const greeting = "Grüße, Welt 1!"

// A known hash, its password, and in which spelling it is stored ("" is as it stands).
type known struct {
	name, hash, password, stored string
	kind                         password.Kind
}

// published are the vectors that the schemes' own tests and documentation have.
var published = []known{
	// github.com/P-H-C/phc-winner-argon2, src/test.c; argon2d: github.com/sru-systems/rust-argon2.
	{"argon2i", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8", "password", "", password.Argon2},
	{"argon2id", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password", "", password.Argon2},
	{"argon2d", "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHQ$JcTui6RIBUtJ78gE5Hi52CO+H5vS6Z9R1uxAB6OhUB8", "password", "", password.Argon2},
	// Openwall's crypt_blowfish, wrapper.c; php.net, password_verify.
	{"bcrypt 2a", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U", "", password.Bcrypt},
	{"bcrypt 2y", "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq", "rasmuslerdorf", "", password.Bcrypt},
	// github.com/dotnet/aspnetcore, PasswordHasherTest.cs.
	{
		"ASP.NET 2", "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==", "my password",
		"$pbkdf2-sha1$i=1000$AAECAwQFBgcICQoLDA0ODw$rpAhDA39MskNvTWLm4IByFWNLHRFH3cnjPhNS7R9biY", password.PBKDF2,
	},
	{
		"ASP.NET 3, SHA-1", "AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M", "my password",
		"$pbkdf2-sha1$i=250$CF+0zJ9MnKU6VlP54Si0VQ$3dXpXnvIoeVrI12kdzwPTA", password.PBKDF2,
	},
	{
		"ASP.NET 3, SHA-256", "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==", "my password",
		"$pbkdf2-sha256$i=10000$AAECAwQFBgcICQoLDA0ODw$sllO6y4FMD2W9SLbJq2u3G8cNhBacKVRSBLT/iSLlBM", password.PBKDF2,
	},
	{
		"ASP.NET 3, SHA-512", "AQAAAAIAACcQAAAAEAABAgMEBQYHCAkKCwwNDg9B0Oxwty+PGIDSp95gcCfzeDvA4sGapUIUov8usXfD6A==", "my password",
		"$pbkdf2-sha512$i=10000$AAECAwQFBgcICQoLDA0ODw$QdDscLcvjxiA0qfeYHAn83g7wOLBmqVCFKL/LrF3w+g", password.PBKDF2,
	},
	// github.com/firebase/scrypt, README.
	{
		"Firebase", "$firescrypt$ln=14,r=8,p=1$42xEC+ixf3L2lw==$" +
			"lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$Bw==$" +
			"jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==", "user1password",
		"$firescrypt$ln=14,r=8,p=1$42xEC+ixf3L2lw$" +
			"lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ$Bw$" +
			"jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA", password.Firebase,
	},
	// Drepper, SHA-crypt.txt, "Test vectors"; its last salt is cut to 16 letters when it is written.
	{"SHA-crypt 256", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!", "", password.SHACrypt},
	{
		"SHA-crypt 512", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
		"Hello world!", "", password.SHACrypt,
	},
	// hashcat.net, example_hashes, where every password is hashcat.
	{"md5crypt", "$1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat", "", password.MD5Crypt},
	{"apr1", "$apr1$71850310$gh9m4xcAn3MGxogwX/ztb.", "hashcat", "", password.MD5Crypt},
	{"phpass", "$P$984478476IagS59wHZvyQMArzfx58u.", "hashcat", "", password.PHPass},
	{"Drupal 7", "$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf", "hashcat", "", password.Drupal7},
	{"SSHA", "{SSHA}AZKja92fbuuB9SpRlHqaoXxbTc43Mzc2MDM1Ng==", "hashcat", "", password.LDAP},
	{"SSHA256", "{SSHA256}OZiz0cnQ5hgyel3Emh7NCbhBRCQ+HVBwYplQunHYnER7TLuV", "hashcat", "", password.LDAP},
	{
		"SSHA512", "{SSHA512}ALtwKGBdRgD+U0fPAy31C28RyKYx7+a8kmfksccsOeLknLHv2DBXYI7TDnTolQMBuPkWDISgZr2cHfnNPFjGZTEyNDU4OTkw",
		"hashcat", "", password.LDAP,
	},
	// github.com/openwall/phpass, test.php.
	{"phpBB", "$H$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "test12345", "", password.PHPass},
}

// computed are the vectors of which the parameters were chosen here. The letters of crypt(3) come from Python's crypt module
// with glibc, $apr1$ from `openssl passwd -apr1`, the rest from Python's hashlib (pbkdf2_hmac, scrypt, md5 and sha) and base64;
// phpass and Drupal after their descriptions, with hashlib.
var computed = []known{
	{"PBKDF2", "$pbkdf2-sha1$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$IqdiD4ud4MSZufxbDJXLGdeC4VY", greeting, "", password.PBKDF2},
	{
		"PBKDF2 with its length", "$pbkdf2-sha256$i=1200,l=32$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY",
		greeting, "$pbkdf2-sha256$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY", password.PBKDF2,
	},
	{
		"PBKDF2 of 512 bits", "$pbkdf2-sha512$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$" +
			"3h05wyy+6zEajxfIvkfKQsx8Xxuzi5HPuNZhTY4QGQTAfM6ARrPnZYbVrQFsHdXTUUqCKWeyvVO4goHQXeMPEw", greeting, "", password.PBKDF2,
	},
	{
		"passlib", "$pbkdf2-sha256$29000$8PHy8/T19vf4.fr7/P3./w$3kSAflpxGndGozl.aQkgJc0hHQRJFsSXjVKDVYmGeU0", greeting,
		"$pbkdf2-sha256$i=29000$8PHy8/T19vf4+fr7/P3+/w$3kSAflpxGndGozl+aQkgJc0hHQRJFsSXjVKDVYmGeU0", password.PBKDF2,
	},
	{
		"Django", "pbkdf2_sha256$1200$NaClNaClNaClNaCl$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=", greeting,
		"$pbkdf2-sha256$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY", password.PBKDF2,
	},
	{
		"Django, SHA-1", "pbkdf2_sha1$1200$NaClNaClNaClNaCl$IqdiD4ud4MSZufxbDJXLGdeC4VY=", greeting,
		"$pbkdf2-sha1$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$IqdiD4ud4MSZufxbDJXLGdeC4VY", password.PBKDF2,
	},
	{
		"Django, scrypt", "scrypt$4096$saltysalt$8$2$wSgGdleKwhfKho3HNJ0bKLIfcY2lUJcG0nXdo3xH7Rxvy7zQwpv+756RggNWsK7AeMVpgNMoys7sLsz1tbA2Iw==",
		greeting, "$scrypt$ln=12,r=8,p=2$c2FsdHlzYWx0$wSgGdleKwhfKho3HNJ0bKLIfcY2lUJcG0nXdo3xH7Rxvy7zQwpv+756RggNWsK7AeMVpgNMoys7sLsz1tbA2Iw",
		password.Scrypt,
	},
	{
		"Django, bcrypt", "bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", greeting,
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", password.Bcrypt,
	},
	{
		"Django, argon2", "argon2$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", password.Argon2,
	},
	{"scrypt", "$scrypt$ln=12,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$rBfm9Qge1u4w8Sls4zDBnmietpGe9ZEU/rUyhSNBPIU", greeting, "", password.Scrypt},
	{"bcrypt 2b", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", greeting, "", password.Bcrypt},
	{
		"LDAP's crypt", "{CRYPT}$5$rounds=1234$abcdefghijklmnop$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", greeting,
		"$5$rounds=1234$abcdefghijklmnop$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", password.SHACrypt,
	},
	{
		"SHA-crypt with rounds",
		"$6$rounds=1400$anotherlongsalts$FstsTX1BeP.bySreN2kPsWJQwrE0lcGoyfYXr3Fx4Vzxukml5N4SWQUlslfJkjYyK/c6qz5VaerhZqPWUYEea.",
		greeting, "", password.SHACrypt,
	},
	{"md5crypt", "$1$saltsalt$EnxvvoAcK.X/pyJL7IkvF0", greeting, "", password.MD5Crypt},
	{"apr1", "$apr1$12345678$ajQHxQyJ648v08Q1ImOH/0", greeting, "", password.MD5Crypt},
	{"phpass", "$P$6IQRaTwmfu.Bnl9pEdeToS3ktOhK0T.", greeting, "", password.PHPass},
	{"Drupal 7", "$S$7s0meSaltIsvgAr.WOMhnXWWswjH90ZbgPWuJuzss7IxIB5O1qMJ", greeting, "", password.Drupal7},
	{"Drupal 7 from 6", "U$S$7s0meSaltHUewFBaz71jNsQbhJ/7QinuKUbxp7sDhs51711hxxpK", greeting, "", password.Drupal7},
	{"MD5", "{MD5}rPffxRd1h7dvaC4m+YCosw==", greeting, "", password.LDAP},
	{"MD5 in hexadecimal", "{md5}acf7dfc5177587b76f682e26f980a8b3", greeting, "{MD5}rPffxRd1h7dvaC4m+YCosw==", password.LDAP},
	{"SMD5", "{SMD5}lO6SybCA+eudMIAeeo3z+vDx8vP09fb3+Pn6+/z9/v8=", greeting, "", password.LDAP},
	{"SHA", "{SHA}Ab10rS8BRhssxv+rjq3zbzdukDg=", greeting, "", password.LDAP},
	{"SHA256", "{SHA256}dJbNfA+LWjdQzeh82K2CS/nlIPCWXkUfT9cKVEAc9kI=", greeting, "", password.LDAP},
	{"SHA512", "{SHA512}jEb2N6YQqSwUMUmHZlsazc4YgPemS0mqT5dTOS9HYVZUVNX6yCeHRfqKcOf2XB15on2KSg7WDm9QbsTSwzNtWw==", greeting, "", password.LDAP},
	{
		"SSHA384", "{SSHA384}GIXCde9U3J1ea2mZg75hLO8MFOEJ2L6eZob3fnQ0rsP2DPakpOV/EfjPaQFRosgv8PHy8/T19vf4+fr7/P3+/w==",
		greeting, "", password.LDAP,
	},
}

func TestKnownAnswers(t *testing.T) {
	for _, k := range slices.Concat(published, computed) {
		t.Run(k.name, func(t *testing.T) {
			l, err := password.ParseHash("  "+k.hash+"\n", "")
			if err != nil {
				t.Fatal(err)
			}
			want := k.stored
			if want == "" {
				want = k.hash
			}
			if l.String() != want || l.Kind() != k.kind {
				t.Errorf("got %s %q, want %s %q", l.Kind(), l.String(), k.kind, want)
			}
			for try, want := range map[string]bool{k.password: true, k.password + " ": false, "": false} {
				if got, err := password.Verify(l.String(), try); err != nil || got != want {
					t.Errorf("%q: got %v, %v, want %v", try, got, err, want)
				}
			}
		})
	}
}

func TestSaltColumn(t *testing.T) {
	const (
		pbkdf2 = "$pbkdf2-sha256$i=1200$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY"
		ssha   = "{SSHA}vXaqJj/5NkaOC+fyUMP14zDQ9MVleHRlcm4="
		crypt  = "$1$saltsalt$EnxvvoAcK.X/pyJL7IkvF0"
		phpass = "$P$6IQRaTwmfu.Bnl9pEdeToS3ktOhK0T."
	)
	tests := []struct {
		name, hash, salt, stored string
	}{
		{"base64", strings.Replace(pbkdf2, "TmFDbE5hQ2xOYUNsTmFDbA", "", 1), "TmFDbE5hQ2xOYUNsTmFDbA==", pbkdf2},
		{"said to be text", strings.Replace(pbkdf2, "TmFDbE5hQ2xOYUNsTmFDbA", "", 1), "text:NaClNaClNaClNaCl", pbkdf2},
		{"said to be hexadecimal", strings.Replace(pbkdf2, "TmFDbE5hQ2xOYUNsTmFDbA", "", 1), "hex:4e61436c4e61436c4e61436c4e61436c", pbkdf2},
		{"in both places", pbkdf2, "TmFDbE5hQ2xOYUNsTmFDbA", pbkdf2},
		{"text of Django", "pbkdf2_sha256$1200$$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=", "NaClNaClNaClNaCl", pbkdf2},
		{"text of Django, base64", "pbkdf2_sha256$1200$$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=", "base64:TmFDbE5hQ2xOYUNsTmFDbA", pbkdf2},
		{"LDAP", "{SSHA}vXaqJj/5NkaOC+fyUMP14zDQ9MU=", "extern", ssha},
		{"LDAP without the S", "{SHA}vXaqJj/5NkaOC+fyUMP14zDQ9MU=", "extern", ssha},
		{"LDAP in hexadecimal", "{SHA}bd76aa263ff936468e0be7f250c3f5e330d0f4c5", "extern", ssha},
		{"LDAP in both places", ssha, "extern", ssha},
		{"crypt", "$1$$EnxvvoAcK.X/pyJL7IkvF0", "saltsalt", crypt},
		{"crypt, what it takes as a salt", crypt, "$1$saltsalt$", crypt},
		{"phpass in both places", phpass, "IQRaTwmf", phpass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := password.ParseHash(tt.hash, tt.salt)
			if err != nil || l.String() != tt.stored {
				t.Fatalf("got %q, %v, want %q", l.String(), err, tt.stored)
			}
			if ok, err := password.Verify(l.String(), greeting); !ok || err != nil {
				t.Errorf("does not verify: %v", err)
			}
		})
	}
}

func TestParseHashRefuses(t *testing.T) {
	const salt, key = "TmFDbE5hQ2xOYUNsTmFDbA", "h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY"
	tests := []struct {
		hash, salt string
		want       error
	}{
		{"", "", password.ErrNotHash},
		{"correct-h0rse", "", password.ErrNotHash},
		{"hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2", "", password.ErrNotHash},
		{"pa$$word", "", password.ErrNotHash},
		{"{word", "", password.ErrNotHash},
		{"U$S", "", password.ErrNotHash},
		{"two words", "", password.ErrNotHash},
		{"$2b$05$CCCCCCCCCCCCCCCCCCCCC\x00", "", password.ErrNotHash},
		{strings.Repeat("A", 5000), "", password.ErrNotHash},
		{"$plaintext$secret", "", password.ErrUnsupported},
		{"$base64$c2VjcmV0", "", password.ErrUnsupported},
		{"{CLEARTEXT}secret", "", password.ErrUnsupported},
		{"{PLAIN}secret", "", password.ErrUnsupported},
		{"{noop}secret", "", password.ErrUnsupported},
		{"{CRYPT}ab01FAX.bQRSU", "", password.ErrUnsupported}, // DES
		{"{CRYPT}$plaintext$secret", "", password.ErrUnsupported},
		{"$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7", "", password.ErrUnsupported},
		{"$2x$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", "", password.ErrUnsupported},
		{"$argon2id$m=256,t=2,p=1$" + salt + "$" + key, "", password.ErrUnsupported},
		{"acf7dfc5177587b76f682e26f980a8b3", "", password.ErrUnsupported},
		{"$2b$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWpp", "", password.ErrDamaged},
		{"$2b$xx$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", "", password.ErrDamaged},
		{"$2b$03$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,t=2$" + salt + "$" + key, "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,t=0,p=1$" + salt + "$" + key, "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,m=256,t=1,p=1$" + salt + "$" + key, "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,t=1,p=1,keyid=1$" + salt + "$" + key, "", password.ErrDamaged},
		{"$argon2id$v=19$m=15,t=1,p=2$" + salt + "$" + key, "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,t=2,p=1$" + salt + "$aGVsbG8", "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=0$" + salt + "$" + key, "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=1000,l=31$" + salt + "$" + key, "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=1000$" + salt + "$" + key + "\n", "x", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$" + salt + "$!", "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=1000$!$" + key, "", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$$" + key, "", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$$" + key, "hex:zz", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$" + salt + "$" + key, "b3RoZXI", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$" + strings.Repeat("A", 200) + "$" + key, "", password.ErrSalt},
		{"$pbkdf2-sha256$i=1000$" + salt, "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=1000,x=1$" + salt + "$" + key, "", password.ErrDamaged},
		{"$pbkdf2-sha256$i=x$" + salt + "$" + key, "", password.ErrDamaged},
		{"pbkdf2_sha256$1000$" + key, "", password.ErrDamaged},
		{"pbkdf2_sha256$x$salt$" + key, "", password.ErrDamaged},
		{"pbkdf2_sha256$1000$$" + key, "", password.ErrSalt},
		{"pbkdf2_sha256$1000$salt$!", "", password.ErrDamaged},
		{"scrypt$4096$salt$8$" + key, "", password.ErrDamaged},
		{"scrypt$4096$salt$0$1$" + key, "", password.ErrDamaged},
		{"scrypt$4096$$8$1$" + key, "", password.ErrSalt},
		{"scrypt$4096$salt$8$1$!", "", password.ErrDamaged},
		{"$scrypt$ln=12,r=8,p=1$" + salt, "", password.ErrDamaged},
		{"$scrypt$ln=12,r=8,p=1$!$" + key, "", password.ErrSalt},
		{"$scrypt$ln=12,r=8,p=1$" + salt + "$!", "", password.ErrDamaged},
		{"$firescrypt$ln=14,r=8,p=1$" + salt + "$" + key, "", password.ErrDamaged},
		{"$firescrypt$ln=14,r=8,p=1$" + salt + "$" + key + "$!$" + key, "", password.ErrDamaged},
		{"$5$rounds=x$salt$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", "", password.ErrDamaged},
		{"$5$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", "", password.ErrDamaged},
		{"$argon2id$v=19$m=256,t=1,p=1$!$" + key, "", password.ErrSalt},
		{"$argon2id$v=19$m=256,t=1,p=1$" + salt + "$!", "", password.ErrDamaged},
		{"$2b$05$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq", "another", password.ErrSalt},
		{"$scrypt$ln=12,r=8$" + salt + "$" + key, "", password.ErrDamaged},
		{"scrypt$4095$salt$8$1$" + key, "", password.ErrDamaged},
		{"$firescrypt$ln=14,r=8,p=1$" + salt + "$" + key + "$Bw$AAAA", "", password.ErrDamaged},
		{"$firescrypt$ln=14,r=8,p=1$$" + key + "$Bw$" + key, "", password.ErrSalt},
		{"AQAAAAEAACcQAAAACAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==", "", password.ErrDamaged},
		{"$5$rounds=999$salt$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", "", password.ErrDamaged},
		{"$5$salt$short", "", password.ErrDamaged},
		{"$5$morethansixteenletters$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", "", password.ErrSalt},
		{"$5$$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5", "a$b", password.ErrSalt},
		{"$1$ninelettr$EnxvvoAcK.X/pyJL7IkvF0", "", password.ErrSalt},
		{"$P$4IQRaTwmfu.Bnl9pEdeToS3ktOhK0T.", "", password.ErrDamaged},
		{"$P$6IQRaTwmfu.Bnl9pEdeToS3ktOhK0T.", "another1", password.ErrSalt},
		{"$S$short", "", password.ErrDamaged},
		{"{SHA}AAAA", "", password.ErrDamaged},
		{"{SHA}!", "", password.ErrDamaged},
		{"{SHA}AZKja92fbuuB9SpRlHqaoXxbTc43Mzc2MDM1Ng==", "", password.ErrDamaged},
		{"{SSHA}Ab10rS8BRhssxv+rjq3zbzdukDg=", "", password.ErrSalt},
	}
	for _, tt := range tests {
		l, err := password.ParseHash(tt.hash, tt.salt)
		if !errors.Is(err, tt.want) || !errors.Is(err, password.ErrHash) {
			t.Errorf("%.60q: got %v, want %v", tt.hash, err, tt.want)
		}
		if l.String() != "" || l.Kind() != "" {
			t.Errorf("%.60q: got a hash all the same", tt.hash)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), salt)) {
			t.Errorf("%.60q: the error repeats a part of it: %v", tt.hash, err)
		}
	}
}

// What would take minutes, or all memory, is refused at once, both when it is read and when a stored hash is verified.
func TestHostileCosts(t *testing.T) {
	const tail = "$TmFDbE5hQ2xOYUNsTmFDbA$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY"
	hostile := []string{
		"$2b$31$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq",
		"$2b$16$CCCCCCCCCCCCCCCCCCCCC.YvLfQWoLDV8EwPmANKVjJJzGsSbWppq",
		"$argon2id$v=19$m=4294967295,t=1,p=1" + tail,
		"$argon2id$v=19$m=99999999999999999999,t=1,p=1" + tail,
		"$argon2id$v=19$m=1048577,t=1,p=1" + tail,
		"$argon2i$v=19$m=1048576,t=5,p=1" + tail,
		"$argon2d$v=19$m=8,t=4294967295,p=1" + tail,
		"$argon2d$v=19$m=65536,t=1,p=65" + tail,
		"$pbkdf2-sha256$i=4294967295" + tail,
		"$pbkdf2-sha1$i=6000000" + tail, // two blocks of 20 bytes
		"$pbkdf2-sha256$10000001" + tail,
		"pbkdf2_sha256$999999999$salt$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=",
		"AQAAAAH/////AAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
		"$scrypt$ln=4294967295,r=8,p=1" + tail,
		"$scrypt$ln=21,r=8,p=1" + tail,
		"$scrypt$ln=1,r=4294967295,p=1" + tail,
		"$scrypt$ln=20,r=8,p=5" + tail,
		"$scrypt$ln=4,r=8,p=4294967295" + tail,
		"scrypt$1073741824$salt$8$1$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=",
		"$firescrypt$ln=31,r=8,p=1" + tail + "$Bw$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY",
		"$5$rounds=999999999$salt$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5",
		"{CRYPT}$5$rounds=2000001$salt$x1JFyiR7xZrsy4KZBwd2PUS0w59RyTbFJ4ttFtrP4L5",
		"$P$SIQRaTwmfu.Bnl9pEdeToS3ktOhK0T.",
		"$S$Ss0meSaltIsvgAr.WOMhnXWWswjH90ZbgPWuJuzss7IxIB5O1qMJ",
		"U$S$zs0meSaltIsvgAr.WOMhnXWWswjH90ZbgPWuJuzss7IxIB5O1qMJ",
	}
	started := time.Now()
	for _, hash := range hostile {
		if _, err := password.ParseHash(hash, ""); !errors.Is(err, password.ErrCost) {
			t.Errorf("ParseHash(%q) = %v, want ErrCost", hash, err)
		}
		if _, err := password.Verify(hash, greeting); !errors.Is(err, password.ErrCost) {
			t.Errorf("Verify(%q) = %v, want ErrCost", hash, err)
		}
	}
	if took := time.Since(started); took > time.Second {
		t.Errorf("took %v: something was computed", took)
	}
}

// A megabyte of password takes no megabyte in each round.
func TestLongPasswords(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, hash := range []string{
		"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
		"$1$28772684$iEwNOgGugqO9.bIz5sk8k/", "$P$984478476IagS59wHZvyQMArzfx58u.",
	} {
		if ok, err := password.Verify(hash, long); ok || err != nil {
			t.Errorf("got %v, %v", ok, err)
		}
	}
}

// Whatever ParseHash reads it reads again, from what it wrote, and the same; it refuses with a reason; it is quick.
func FuzzParseHash(f *testing.F) {
	for _, k := range slices.Concat(published, computed) {
		f.Add(k.hash, "")
	}
	f.Add("pbkdf2_sha256$1200$$h5y8jLi2I3XRFYwW358U8TrCJZFA/dH4zDw82VGd2LY=", "NaClNaClNaClNaCl")
	f.Add("{SHA}bd76aa263ff936468e0be7f250c3f5e330d0f4c5", "hex:65787465726e")
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA", "")
	f.Fuzz(func(t *testing.T, hash, salt string) {
		started := time.Now()
		l, err := password.ParseHash(hash, salt)
		if took := time.Since(started); took > time.Second {
			t.Fatalf("took %v", took)
		}
		if err != nil {
			if !errors.Is(err, password.ErrHash) {
				t.Fatalf("%v does not wrap ErrHash", err)
			}
			return
		}
		again, err := password.ParseHash(l.String(), "")
		if err != nil || again.String() != l.String() || again.Kind() != l.Kind() {
			t.Fatalf("%q is stored as %q, of which %q comes: %v", hash, l, again, err)
		}
	})
}
