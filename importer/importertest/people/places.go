package people

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A place is where people come from: what they are called and how they write numbers.
type place struct {
	country, language string
	given, family     []string // each as written, a slash, and as in an address
	calling, trunk    string   // what is dialled before a number from abroad, and at home
	prefix            string   // with which mobile numbers begin
	digits            int      // that follow the prefix
}

// mobile types a number of the place, from abroad or from home.
func (p *place) mobile(r *rand.Rand) string {
	rest := fmt.Sprintf("%0*d", p.digits, r.IntN(pow10(p.digits)))
	split := 2 + r.IntN(3)
	switch r.IntN(5) {
	case 0:
		return p.trunk + p.prefix + " " + rest
	case 1:
		return p.trunk + p.prefix + " " + rest[:split] + " " + rest[split:]
	case 2:
		return "+" + p.calling + " " + p.prefix + " " + rest[:split] + "-" + rest[split:]
	case 3:
		return "+" + p.calling + p.prefix + rest
	default:
		return "+" + p.calling + " " + p.prefix + " " + rest
	}
}

func pow10(n int) int {
	power := 1
	for range n {
		power *= 10
	}
	return power
}

// places holds numbers in ranges that are given out to mobiles, and no person's number on purpose.
var places = []place{
	{"DE", "de", split("Jürgen/juergen Anna/anna Käthe/kaethe Lukas/lukas Björn/bjoern Sophie/sophie Maximilian/maximilian Lea/lea"), split("Müller/mueller Schäfer/schaefer Hoffmann/hoffmann Weiß/weiss Köhler/koehler Richter/richter Brandt/brandt Vogel/vogel"), "49", "0", "151", 8},
	{"FR", "fr", split("Hélène/helene Jérôme/jerome Zoé/zoe François/francois Léa/lea Mathieu/mathieu Noëlle/noelle Luc/luc"), split("Lefèvre/lefevre Dubois/dubois Rousseau/rousseau Béranger/beranger Moreau/moreau D'Aubigné/daubigne Garnier/garnier"), "33", "0", "61", 7},
	{"GB", "en", split("Emma/emma Oliver/oliver Siân/sian Rhys/rhys Charlotte/charlotte Harry/harry Aisha/aisha George/george"), split("Smith/smith O'Connor/oconnor Taylor/taylor Evans/evans Campbell/campbell Khan/khan Wright/wright"), "44", "0", "7400", 6},
	{"ES", "es", split("José/jose María/maria Begoña/begona Íñigo/inigo Lucía/lucia Álvaro/alvaro Carmen/carmen"), split("García/garcia Muñoz/munoz Fernández/fernandez Ibáñez/ibanez Núñez/nunez Castro/castro"), "34", "", "612", 6},
	{"IT", "it", split("Niccolò/niccolo Giulia/giulia Matteo/matteo Chiara/chiara Lorenzo/lorenzo Alessia/alessia"), split("Rossi/rossi Ferrari/ferrari D'Angelo/dangelo Bianchi/bianchi Conti/conti Greco/greco"), "39", "", "347", 7},
	{"PL", "pl", split("Łukasz/lukasz Małgorzata/malgorzata Wojciech/wojciech Żaneta/zaneta Paweł/pawel Agnieszka/agnieszka"), split("Wiśniewski/wisniewski Kowalczyk/kowalczyk Zieliński/zielinski Wójcik/wojcik Dąbrowska/dabrowska"), "48", "", "601", 6},
	{"NL", "nl", split("Daan/daan Sanne/sanne Thijs/thijs Fenna/fenna Joost/joost Anouk/anouk"), split("de Vries/devries van den Berg/vandenberg Bakker/bakker Jansen/jansen Visser/visser"), "31", "0", "61", 7},
	{"SE", "sv", split("Åsa/asa Göran/goran Elsa/elsa Björn/bjorn Märta/marta Nils/nils"), split("Andersson/andersson Åkerlund/akerlund Öberg/oberg Lindström/lindstrom Nyström/nystrom"), "46", "0", "70", 7},
	{"TR", "tr", split("Ayşe/ayse Çağlar/caglar Gökhan/gokhan İpek/ipek Şükrü/sukru Zeynep/zeynep"), split("Yılmaz/yilmaz Çelik/celik Öztürk/ozturk Güneş/gunes Şahin/sahin"), "90", "0", "532", 7},
	{"UA", "uk", split("Олена/olena Андрій/andrii Ірина/iryna Тарас/taras Надія/nadiia Богдан/bohdan"), split("Шевченко/shevchenko Коваленко/kovalenko Бойко/boiko Мельник/melnyk Кравчук/kravchuk"), "380", "0", "50", 7},
	{"BG", "bg", split("Иван/ivan Мария/maria Георги/georgi Елена/elena Димитър/dimitar Десислава/desislava"), split("Иванов/ivanov Петрова/petrova Димитров/dimitrov Стоянова/stoyanova Христов/hristov"), "359", "0", "887", 6},
	{"GR", "el", split("Γιώργος/giorgos Ελένη/eleni Νίκος/nikos Μαρία/maria Κωνσταντίνος/konstantinos"), split("Παπαδόπουλος/papadopoulos Γεωργίου/georgiou Νικολάου/nikolaou Οικονόμου/oikonomou"), "30", "", "694", 7},
	{"JP", "ja", split("太郎/taro 花子/hanako 健一/kenichi さくら/sakura 直美/naomi 翔太/shota"), split("佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 小林/kobayashi"), "81", "0", "901", 7},
	{"CN", "zh", split("伟/wei 秀英/xiuying 敏/min 建国/jianguo 丽娜/lina 志强/zhiqiang"), split("王/wang 李/li 张/zhang 刘/liu 陈/chen 欧阳/ouyang"), "86", "", "138", 8},
	{"KR", "ko", split("민준/minjun 서연/seoyeon 지훈/jihun 수빈/subin 하은/haeun"), split("김/kim 이/lee 박/park 최/choi 정/jung"), "82", "0", "102", 7},
	{"IN", "hi", split("अनीता/anita राहुल/rahul प्रिया/priya विक्रम/vikram सुनीता/sunita"), split("शर्मा/sharma सिंह/singh पटेल/patel गुप्ता/gupta वर्मा/verma"), "91", "0", "981", 7},
	{"EG", "ar", split("محمد/mohamed فاطمة/fatma أحمد/ahmed ليلى/laila يوسف/youssef"), split("حسن/hassan إبراهيم/ibrahim مصطفى/mostafa السيد/elsayed عثمان/osman"), "20", "0", "100", 7},
	{"BR", "pt", split("João/joao Conceição/conceicao Antônio/antonio Letícia/leticia Caio/caio Luíza/luiza"), split("Silva/silva Gonçalves/goncalves Araújo/araujo Simões/simoes Magalhães/magalhaes"), "55", "", "1198", 7},
}

// split parts a list at its blanks, except those inside a name of several words, which end in a
// part without a slash.
func split(list string) []string {
	var names []string
	begun := ""
	for _, word := range strings.Fields(list) {
		begun += word
		if strings.Contains(word, "/") {
			names, begun = append(names, begun), ""
		} else {
			begun += " "
		}
	}
	return names
}

// domains are those that RFC 2606 keeps for examples, and hosts in them.
var domains = []string{"example.com", "example.org", "example.net", "mail.example.com", "staff.example.org"}

var departments = []string{
	"Sales", "Marketing", "Engineering", "Research", "Production", "Logistics",
	"Purchasing", "Finance", "Human Resources", "Legal", "Support", "Facilities",
}
