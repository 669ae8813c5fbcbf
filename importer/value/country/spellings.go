package country

import "strings"

// eachSpelling calls add with the spellings that CLDR does not list.
func eachSpelling(add func(name, code string)) {
	for line := range strings.Lines(spellings) {
		code, list, found := strings.Cut(strings.TrimSpace(line), ": ")
		if !found {
			continue
		}
		for name := range strings.SplitSeq(list, "; ") {
			add(name, code)
		}
	}
}

// spellings lists formal names that hold another word than the usual one, former and colloquial names,
// abbreviations, parts of countries, and endonyms in Latin letters. What only adds words
// such as "Republic of" needs no entry. A spelling under two codes means neither: it has to be asked.
const spellings = `
AE: UAE; Emirates; Emirati; VAE; EAU
AL: Shqiperi; Shqiperia; Shqipnia
AM: Հայաստանի Հանրապետություն; Hayastan
AR: Argentine Republic
AT: Oesterreich; Austria Republic
AU: Commonwealth of Australia
BA: Bosnia; Bosnien; Bosnie; BiH
BF: Burkina
BH: Mamlakat al-Bahrayn
BL: St. Barts; St. Barth
BM: Islands of Bermuda
BO: Plurinational State of Bolivia
BQ: Bonaire
BW: Lefatshe la Botswana
BY: Byelorussia; Belorussia; Белоруссия; Weissrussland; Bielarus
CC: Cocos Islands; Keeling Islands
CD: Congo; Kongo; DR Congo; D.R. Congo; DRC; RDC; Zaire
CF: CAR
CG: Congo; Kongo
CH: Swiss Confederation; Schweizerische Eidgenossenschaft; Confederation suisse; Confederazione Svizzera; Confoederatio Helvetica
CI: Elfenbeinküste; Ivory Coast; Elfenbeinkueste
CN: Zhongguo; Zhonghua; People's Republic of China; PR China; P.R. China; PRC; Mainland China; 中华人民共和国; 中華人民共和國; Zhonghua Renmin Gongheguo
CY: Κυπριακή Δημοκρατία; Kypros
CZ: Cesko; Ceska republika; Ceska; Tschechei; Tschechische Republik; Republique tcheque; Czecho
DE: Bundesrepublik Deutschland; BRD; Federal Republic of Germany; Deutschland (BRD); Allemagne federale
DZ: Al-Jazair; Dzayer
EG: Misr
EH: Sahrawi Arab Democratic Republic; SADR
ES: Kingdom of Spain
FI: Suomen tasavalta; Republiken Finland
FK: Falklands; Malvinas
FM: Federated States of Micronesia; FSM
FO: Faeroe Islands; Faroes
FR: French Republic; Republique francaise; Metropolitan France; France metropolitaine
GA: République Gabonaise
GB: İngiltere; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; UK; G.B.; United Kingdom of Great Britain and Northern Ireland; United Kingdom (UK); Grossbritannien; Grande-Bretagne; Gran Bretana; Gran Bretagna; Gra-Bretanha; Groot-Brittannie; Schottland; Angleterre; Inglaterra; Inghilterra; Engeland; Anglia; Ecosse; Escocia; Scozia; Nordirland; Англия
GE: Sakartvelo
GL: Kalaallit Nunaat
GR: Hellenic Republic; Hellas; Ellada; Ελληνική Δημοκρατία
HK: 香港; ホンコン; Hong Kong
HM: Heard Island and McDonald Islands
HR: Hrvatska
HU: Hungarian Republic
IE: Eire; Irish Republic; Poblacht na hEireann
IL: Medinat Yisra'el
IN: भारत गणराज्य; Bharat; Hindustan; Bharat Ganrajya
IR: Persia
IS: Iceland Republic
IT: Italian Republic; Repubblica Italiana
JP: Nippon; Nihon; Nippon-koku; Nihon-koku; 日本国
KG: Kyrgyz Republic; Kirghizia; Kirgizia
KH: Kampuchea
KN: St. Kitts; Federation of Saint Christopher and Nevis; St Christopher and Nevis
KP: Korea; Corea; Coree; DPRK; D.P.R.K.; DPR Korea; Democratic People's Republic of Korea; 조선; 조선민주주의인민공화국; 북조선; Choson; Korea DPR
KR: Korea; Corea; Coree; ROK; R.O.K.; 남한; 한국; 대한민국; Hanguk; Daehan Minguk; Suedkorea
KZ: Qazaqstan
LA: Lao; Lao PDR; Lao People's Democratic Republic; Laos PDR
LB: Lebanese Republic
LI: Liechtenstein Fuerstentum
LK: Ceylon
LT: Lietuvos Respublika
LU: Letzebuerg; Grand Duchy of Luxembourg
LV: Latvijas Republika
LY: Libyan Arab Jamahiriya; State of Libya
MA: Al-Maghrib
MD: Moldawien
ME: Crna Gora
MF: Saint Martin (French part)
MK: North Macedonia; Nordmazedonien; Macédoine du Nord; Macedonia del Norte; Macedónia do Norte; Macedonia del Nord; Noord-Macedonië; Macedonia Północna; Nordmakedonien; Kuzey Makedonya; Северная Македония; 北马其顿; 北馬其頓; 北マケドニア; FYROM; The former Yugoslav Republic of Macedonia; Former Yugoslav Republic of Macedonia; FYR Macedonia; Makedonija
MM: Burma; Birma; Birmanie; Union of Burma
MN: Mongol Uls
MO: Macao Special Administrative Region of the People's Republic of China; 澳门; 澳門; マカオ; Macau
MX: United Mexican States; Estados Unidos Mexicanos; Mejico
NL: Holland; Netherlands Kingdom; Olanda; Nederlanden; Hollande; Hollandia; Голландия
NO: Noreg; Noreg
NR: Naoero
NZ: Aotearoa
PG: PNG
PH: Pilipinas; Philippine Republic
PS: Palestine; State of Palestine; Palestinian Territory; Palestinian Territory, Occupied; Occupied Palestinian Territory
PT: Portuguese Republic; Republica Portuguesa
PW: Beluu er a Belau; Belau
RU: Rossiyskaya Federatsiya; Russische Föderation; Russian Federation; Российская Федерация; РФ; Rossiya; Rossija; Russische Foederation; Federation de Russie; Federacion Rusa
SA: KSA; Kingdom of Saudi Arabia
SH: Saint Helena, Ascension and Tristan da Cunha
SI: Slovenija
SJ: Svalbard; Jan Mayen
SK: Slovak Republic; Slovenska republika; Slowakische Republik
ST: Sao Tome
SX: Sint Maarten (Dutch part); Saint Maarten
SY: Syrian Arab Republic
SZ: Eswatini; Ngwane
TF: French Southern and Antarctic Lands
TG: République Togolaise
TH: Prathet; Prathet Thai; ประเทศไทย; Muang Thai
TL: East Timor; Timor; Timor Lorosae
TR: Tuerkei
TW: Taiwan, Republic of China; Republic of China; Taiwan, Province of China; Taiwan ROC; Chinese Taipei; 中華民國; 中华民国; 臺灣; Zhonghua Minguo
TZ: Tanganyika; Zanzibar; United Republic of Tanzania
UA: Ukrayina
UM: United States Minor Outlying Islands; US Minor Outlying Islands; United States Outlying Islands
US: U.S.; America; Amerika; The States; United States of America; EEUU; EE. UU.; EUA; Etats-Unis d'Amerique; Vereinigte Staaten von Amerika; Estados Unidos de America; Stati Uniti d'America; Estados Unidos da America; Verenigde Staten van Amerika; Stany Zjednoczone Ameryki; США; Соединённые Штаты Америки; Amerikas Forenta Stater; ABD; 米国; 美利坚合众国; アメリカ
UY: Oriental Republic of Uruguay
VA: Vatican; Vatican City State; Holy See; Holy See (Vatican City State); The Holy See; Saint-Siege
VC: St. Vincent; Saint Vincent
VE: Bolivarian Republic of Venezuela
VG: Virgin Islands; BVI
VI: Virgin Islands; USVI; United States Virgin Islands; Virgin Islands of the United States
VN: Cộng hòa Xã hội chủ nghĩa Việt Nam; Viet Nam; Socialist Republic of Vietnam
WS: Western Samoa
YE: Yemeni Republic
ZA: RSA; Republic of South Africa; Suid-Afrika; Suedafrika
`
