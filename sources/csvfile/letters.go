package csvfile

// A language is what is known about how people of it write names and words: the letters beyond ASCII,
// the frequent ones first. It is enough to tell in which encoding a text makes sense.
type language struct {
	name    string
	letters string
	// foreign is the share of letters beyond ASCII in words that have any: about a fifth with a
	// Latin alphabet, all with others.
	foreign float64
}

const (
	latinShare = 0.2
	otherShare = 0.995
)

// languages returns those whose text is told apart. Each writes its letters by itself: a Czech
// word has no letter that only Polish has.
func languages() []language {
	return []language{
		{"German", "üöäß", latinShare},
		{"French", "éèêçàôïëîâœùû", latinShare},
		{"Spanish", "óíáéñúü", latinShare},
		{"Portuguese", "ãçáéíóêâúôàõ", latinShare},
		{"Italian", "èàòùìé", latinShare},
		{"Dutch", "ëéïüöè", latinShare},
		{"Catalan", "èàóçéíòúï·", latinShare},
		{"Swedish, Finnish", "äöåé", latinShare},
		{"Danish, Norwegian", "øåæé", latinShare},
		{"Icelandic", "íáðóþéúýæö", latinShare},
		{"Polish", "łóążęśćńź", latinShare},
		{"Czech", "íáéěřčžýšůúňťďó", latinShare},
		{"Slovak", "áíéčúýžšťľôňďäóĺŕ", latinShare},
		{"Hungarian", "áéóöőüíúű", latinShare},
		{"Romanian", "ăâîşţșț", latinShare},
		{"Croatian, Slovene, Serbian", "čšžćđ", latinShare},
		{"Turkish", "ıişğüçöİâ", latinShare},
		{"Lithuanian", "ėšžųčūįąę", latinShare},
		{"Latvian", "āīšēūžņļčķģ", latinShare},
		{"Estonian", "äõüöšž", latinShare},
		{"Russian", "оаеинтрслвкмдпуябызгйчьхжшюцэщфъё", otherShare},
		{"Ukrainian, Belarusian", "оаинветрсклмдпувьязбгйчхцішїжюєщфґўё", otherShare},
		{"Bulgarian, Serbian", "аиоенртвслкпмдугзбяйчъцшжхющфьјљњћђџ", otherShare},
		{"Greek", "αοιετςσνηυρπκμλωίόέάγδήθύχβώφξζψ", otherShare},
		{"Hebrew", "יוהלאמרתנשבדקםפעטחגכסצןזםךףץ", otherShare},
		{"Arabic, Persian", "ايلمرنبدعتسحوهفقكةخجصطشغذزضثئءأظؤإىآپچژگ", otherShare},
		{"Thai", "านรอกเงมยลวดทสต่้ะัิปบคหแจพขชใไผถธซฉฐณโีืูุำฏ์ศษภญ", otherShare},
	}
}
