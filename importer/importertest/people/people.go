// Package people invents people, as many as asked for, in the form in which a personnel system
// exports them: names of eighteen countries in seven scripts, fifty groups, five roles, mobile numbers
// as they are typed, and a share of bad and repeated addresses. The same options give the same people.
//
// It is what benchmarks and large tests import. It knows no domain type, so that what it makes
// says nothing about how muster reads it; nobody in it exists.
package people

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"
)

// Options says which people to invent.
type Options struct {
	// Count is how many there are.
	Count int
	// Seed makes other people of the same kind. Defaults to 0, which is as good as any.
	Seed uint64
	// BadEmails is the share of people whose address is none, 0 to 1. Defaults to none.
	BadEmails float64
	// Duplicates is the share of people with the address of somebody before them, 0 to 1, in
	// other letter case. Defaults to none.
	Duplicates float64
	// Changed is the share of people who have another department and mobile number than with
	// Changed 0, and every third of them other groups. Defaults to none: 0.
	Changed float64
	// Namesakes is the share of people with the given and family name of somebody before them, 0 to 1; the others then
	// have a family name of their own. Defaults to 0: names are as chance brings them, and most have namesakes.
	Namesakes float64
	// Passwords gives each person a password. Defaults to none.
	Passwords bool
}

// Realistic returns options for so many people, with 1 % bad and 0.5 % repeated addresses.
func Realistic(count int) Options {
	return Options{Count: count, BadEmails: 0.01, Duplicates: 0.005}
}

// A Person is one row of such a file, each value as it is typed.
type Person struct {
	Number     string // personnel number, unique
	Given      string
	Family     string
	Email      string
	Mobile     string
	Country    string // ISO 3166-1 alpha-2
	Language   string // BCP 47
	Department string
	Groups     []string // one to three of [Groups], without repeats
	Role       string   // one of [Roles]
	Start      time.Time
	Password   string // "" unless Options.Passwords

	// Refused tells that a good importer refuses the row, for its email.
	Refused bool
}

// All yields the people in their order. Every person depends on the options and their own number only,
// so that a larger count begins with the same people.
func All(o Options) iter.Seq[Person] {
	return func(yield func(Person) bool) {
		for i := range o.Count {
			if !yield(o.person(i)) {
				return
			}
		}
	}
}

// Streams of random numbers for one person, so that a change in one leaves the others as they are.
const (
	streamPerson uint64 = iota
	streamFate
	streamChange
	streamName
)

func (o *Options) random(i int, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(o.Seed<<8|stream, uint64(i)))
}

func (o *Options) person(i int) Person {
	p := o.good(i)
	switch o.fate(i) {
	case bad:
		p.Email, p.Refused = spoil(p.Email, i), true
	case repeated:
		earlier := o.earlier(i)
		p.Email, p.Refused = strings.ToUpper(o.good(earlier).Email[:1])+o.good(earlier).Email[1:], true
	}
	if o.Namesakes > 0 {
		p.Given, p.Family = o.name(i)
	}
	if o.Passwords {
		p.Password = fmt.Sprintf("Start-%07d", i+1)
	}
	if r := o.random(i, streamChange); r.Float64() < o.Changed {
		p.change(r)
	}
	return p
}

// good invents the person of that number, with nothing wrong about them.
func (o *Options) good(i int) Person {
	r := o.random(i, streamPerson)
	from := &places[r.IntN(len(places))]
	given, givenLatin, _ := strings.Cut(pick(r, from.given), "/")
	family, familyLatin, _ := strings.Cut(pick(r, from.family), "/")
	return Person{
		Number: fmt.Sprintf("P%07d", i+1),
		Given:  given,
		Family: family,
		Email:  fmt.Sprintf("%s.%s%d@%s", givenLatin, familyLatin, i+1, pick(r, domains)),

		Mobile:     from.mobile(r),
		Country:    from.country,
		Language:   from.language,
		Department: pick(r, departments),
		Groups:     someGroups(r),
		Role:       pick(r, Roles()),
		Start:      time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(7800)),
	}
}

// name returns a name of the person's own, or that of somebody before them.
func (o *Options) name(i int) (given, family string) {
	for r := o.random(i, streamName); i > 0 && r.Float64() < o.Namesakes; r = o.random(i, streamName) {
		i = r.IntN(i)
	}
	p := o.good(i)
	return p.Given, p.Family + syllables(i)
}

// syllables writes a number as letters, so that it can be a part of a name.
func syllables(n int) string {
	const consonants, vowels = "bdfglmnprstvz", "aeiou"
	text := ""
	for {
		text += string(consonants[n%len(consonants)]) + string(vowels[n/len(consonants)%len(vowels)])
		if n /= len(consonants) * len(vowels); n == 0 {
			return text
		}
	}
}

type fate uint8

const (
	fine fate = iota
	bad
	repeated
)

func (o *Options) fate(i int) fate {
	switch f := o.random(i, streamFate).Float64(); {
	case f < o.BadEmails:
		return bad
	case f < o.BadEmails+o.Duplicates && o.earlier(i) >= 0:
		return repeated
	default:
		return fine
	}
}

// earlier returns the number of a person before i whose address is good, -1 where there is none.
func (o *Options) earlier(i int) int {
	if i == 0 {
		return -1
	}
	for j := o.random(i, streamFate+8).IntN(i); j >= 0; j-- {
		if o.random(j, streamFate).Float64() >= o.BadEmails+o.Duplicates {
			return j
		}
	}
	return -1
}

func (p *Person) change(r *rand.Rand) {
	for before := p.Department; p.Department == before; {
		p.Department = pick(r, departments)
	}
	for _, from := range places {
		if from.country == p.Country {
			p.Mobile = from.mobile(r)
		}
	}
	if r.IntN(3) == 0 {
		p.Groups = someGroups(r)
	}
}

// spoil makes an address into something that is none, in the ways in which people do.
func spoil(email string, i int) string {
	local, domain, _ := strings.Cut(email, "@")
	switch i % 5 {
	case 0:
		return local + "@"
	case 1:
		return local + "." + domain
	case 2:
		return strings.Replace(local, ".", " ", 1) + "@" + domain
	case 3:
		return strings.Replace(local, ".", "..", 1) + "@" + domain
	default:
		return local + "@localhost"
	}
}

func someGroups(r *rand.Rand) []string {
	all := Groups()
	some := make([]string, 0, 3)
	for _, i := range r.Perm(len(all))[:1+r.IntN(3)] {
		some = append(some, all[i])
	}
	return some
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }
