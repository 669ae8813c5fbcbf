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
AF: Afganistan
AL: Shqiperi; Shqiperia; Shqipnia
AM: Hayastan
AR: Argentine Republic; Argentine
AS: American Samoa
AT: Oesterreich; Austria Republic
AU: Commonwealth of Australia
AX: Aland
BA: Bosnia; Bosnia-Herzegovina; Bosnien; Bosnie; BiH
BE: Belgie; Belgique; Belgien
BL: St. Barts; St. Barth
BN: Brunei Darussalam
BO: Plurinational State of Bolivia
BQ: Bonaire; Bonaire, Sint Eustatius and Saba
BY: Byelorussia; Belorussia; Белоруссия; Weissrussland; Bielarus
CC: Cocos Islands; Keeling Islands
CD: Congo; Kongo; Democratic Republic of the Congo; DR Congo; D.R. Congo; DRC; RDC; Congo-Kinshasa; Congo, Dem. Rep.; Democratic Republic Congo; Zaire
CF: Central African Rep.; CAR
CG: Congo; Kongo; Republic of the Congo; Congo-Brazzaville; Congo Republic; Congo (Brazzaville); Rep. of the Congo
CH: Swiss Confederation; Schweizerische Eidgenossenschaft; Confederation suisse; Confederazione Svizzera; Confoederatio Helvetica
CI: Ivory Coast; Cote d'Ivoire; Cote dIvoire; Elfenbeinkueste
CN: Zhongguo; Zhonghua; People's Republic of China; PR China; P.R. China; PRC; Mainland China; 中华人民共和国; 中華人民共和國; 中國; Zhonghua Renmin Gongheguo
CV: Cape Verde
CW: Curacao
CY: Kypros; Kibris
CZ: Cesko; Ceska republika; Ceska; Tschechei; Tschechische Republik; Republique tcheque; Czecho
DE: Bundesrepublik Deutschland; BRD; Federal Republic of Germany; Deutschland (BRD); Allemagne federale
DO: Dominican Rep.; Rep. Dominicana
DZ: Algerie; Al-Jazair; Dzayer
EG: Misr
EH: Sahrawi Arab Democratic Republic; SADR
ES: Espana; Kingdom of Spain
FI: Suomen tasavalta; Republiken Finland
FK: Falklands; Malvinas
FM: Federated States of Micronesia; Micronesia; FSM
FO: Faeroe Islands; Faroes
FR: French Republic; Republique francaise; Metropolitan France; France metropolitaine
GB: Great Britain; Britain; England; Scotland; Wales; Northern Ireland; UK; G.B.; United Kingdom of Great Britain and Northern Ireland; United Kingdom (UK); Grossbritannien; Grande-Bretagne; Gran Bretana; Gran Bretagna; Gra-Bretanha; Groot-Brittannie; Schottland; Angleterre; Inglaterra; Inghilterra; Engeland; Anglia; Ecosse; Escocia; Scozia; Nordirland; Англия; Великобритания; 英国; 英國
GE: Sakartvelo
GM: The Gambia
GR: EL; Hellenic Republic; Hellas; Ellada; Ελληνική Δημοκρατία
HK: Hong Kong; Hongkong
HM: Heard and McDonald Islands
HR: Hrvatska
HU: Hungarian Republic
IE: Eire; Irish Republic; Poblacht na hEireann
IN: Bharat; Hindustan; Bharat Ganrajya
IR: Persia
IS: Iceland Republic
IT: Italian Republic; Repubblica Italiana
JP: Nippon; Nihon; Nippon-koku; Nihon-koku; 日本国
KG: Kyrgyz Republic; Kirghizia; Kirgizia
KH: Kampuchea
KN: St. Kitts; Federation of Saint Christopher and Nevis; St Christopher and Nevis
KP: Korea; Corea; Coree; North Korea; DPRK; D.P.R.K.; DPR Korea; Democratic People's Republic of Korea; Korea (North); 조선; 조선민주주의인민공화국; 북조선; Choson; Korea DPR
KR: Korea; Corea; Coree; South Korea; Republic of Korea; ROK; R.O.K.; Korea (South); Korea Republic; Korea, Rep.; 남한; 한국; 대한민국; Hanguk; Daehan Minguk; Suedkorea; S. Korea
KZ: Qazaqstan; Kazakstan
LA: Lao; Lao PDR; Lao People's Democratic Republic; Laos PDR
LI: Liechtenstein Fuerstentum
LK: Ceylon
LU: Letzebuerg; Grand Duchy of Luxembourg
LY: Libyan Arab Jamahiriya; State of Libya
MA: Maroc; Al-Maghrib
MD: Moldavia; Moldawien
ME: Crna Gora
MF: Saint Martin (French part); St Martin
MK: Macedonia; FYROM; The former Yugoslav Republic of Macedonia; Former Yugoslav Republic of Macedonia; FYR Macedonia; Mazedonien; Macedoine; Makedonija
MM: Burma; Birma; Birmanie; Union of Burma
MN: Mongol Uls
MO: Macao; Macau
MX: United Mexican States; Estados Unidos Mexicanos; Mejico
NL: Holland; Netherlands Kingdom; Holanda; Olanda; Pays Bas; Niederlande; Nederlanden; Hollande; Hollandia; Голландия; 荷兰
NO: Noreg
NZ: Aotearoa
PG: PNG
PH: Pilipinas; Philippine Republic
PL: Polska
PM: Saint Pierre and Miquelon
PN: Pitcairn
PS: Palestine; State of Palestine; Palestinian Territory; Palestinian Territory, Occupied; Occupied Palestinian Territory
PT: Portuguese Republic; Republica Portuguesa
PW: Belau
RE: Reunion
RU: Russian Federation; Российская Федерация; РФ; Rossiya; Rossija; Russische Foederation; Federation de Russie; Federacion Rusa
SA: KSA; Kingdom of Saudi Arabia
SH: Saint Helena; St. Helena; Saint Helena, Ascension and Tristan da Cunha
SJ: Svalbard; Jan Mayen
SK: Slovak Republic; Slovenska republika; Slowakische Republik
SI: Slovenija
ST: Sao Tome
SX: Sint Maarten (Dutch part); Saint Maarten
SY: Syrian Arab Republic
SZ: Swaziland; Ngwane
TF: French Southern Territories; French Southern and Antarctic Lands
TL: East Timor; Timor; Timor-Leste; Timor Lorosae
TR: Turkey; Turkiye; Türkiye; Tuerkei
TW: Republic of China; Taiwan, Province of China; Taiwan ROC; Chinese Taipei; 中華民國; 中华民国; 臺灣; Zhonghua Minguo
TZ: Tanganyika; Zanzibar; United Republic of Tanzania
UA: Ukrayina; Ukraina
UM: US Minor Outlying Islands; United States Outlying Islands
US: USA; U.S.; U.S.A.; America; Amerika; The States; United States of America; EEUU; EE. UU.; EUA; Etats-Unis d'Amerique; Vereinigte Staaten von Amerika; Estados Unidos de America; Stati Uniti d'America; Estados Unidos da America; Verenigde Staten van Amerika; Stany Zjednoczone Ameryki; США; Соединённые Штаты Америки; Amerikas Forenta Stater; Amerika Birlesik Devletleri; ABD; 米国; 美國; 美利坚合众国; アメリカ; アメリカ合衆国
UY: Oriental Republic of Uruguay
VA: Vatican; Vatican City State; Holy See; Holy See (Vatican City State); The Holy See; Vatikan; Citta del Vaticano; Saint-Siege
VC: St. Vincent; Saint Vincent
VE: Bolivarian Republic of Venezuela
VG: Virgin Islands; Virgin Islands, British; BVI; British Virgin Islands
VI: Virgin Islands; Virgin Islands, U.S.; US Virgin Islands; USVI; United States Virgin Islands; Virgin Islands of the United States
VN: Viet Nam; Socialist Republic of Vietnam
WS: Western Samoa
YE: Yemeni Republic
ZA: RSA; Republic of South Africa; Suid-Afrika; Suedafrika
`
