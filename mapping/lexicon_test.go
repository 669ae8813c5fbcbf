package mapping

import (
	"strings"
	"testing"

	"muster/importer"
)

func TestEmbeddedFiles(t *testing.T) {
	if _, err := newLexicon(namesFile); err != nil {
		t.Error(err)
	}
	if _, err := newVocabulary(wordsFile); err != nil {
		t.Error(err)
	}
}

func TestLexiconRefuses(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"a name of two fields", "fields: {email: {en: [mail]}, phone: {en: [Mail]}}", "stands for"},
		{"a name without letters", "fields: {email: {en: ['-']}}", "stands for"},
		{"an unknown section", "feilds: {}", "feilds"},
		{"no YAML", "[", "read the column names"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := newLexicon([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("newLexicon = %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestVocabularyRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"a word of two meanings": "status: {active: [on], inactive: [On]}",
		"an unknown field":       "statsu: {active: [on]}",
		"no YAML":                "[",
	} {
		if _, err := newVocabulary([]byte(file)); err == nil {
			t.Errorf("newVocabulary accepts %s", name)
		}
	}
}

// Every field of the contract is recognized by its own name, as templates and our own reports write it.
func TestOwnNames(t *testing.T) {
	for _, field := range fieldNames() {
		if got := known().read(field); got.field != field && field != "roles" && field != "full_name" {
			t.Errorf("the name %q is read as %q", field, got.field)
		}
	}
}

func TestReadNames(t *testing.T) {
	tests := map[string]map[string]string{
		"English": {
			"First Name": "given_name", "Surname": "family_name", "Full Name": "full_name", "E-mail Address": "email", "User Name": "username", "Cell Phone": "mobile", "Tel.": "phone",
			"Employee No.": "external_id", "Job Title": "job_title", "Dept": "department", "Reports To": "manager", "Start Date": "start_date", "Date of Leaving": "end_date", "Is Active?": "status",
		},
		"German": {
			"Vorname": "given_name", "Nachname": "family_name", "E-Mail-Adresse": "email", "Benutzername": "username", "Handynummer": "mobile", "Personalnummer": "external_id", "Abteilung": "department",
			"Stellenbezeichnung": "job_title", "Vorgesetzter": "manager", "Eintrittsdatum": "start_date", "Austritt": "end_date", "Passwort": "password", "Gruppen": "groups", "Sprache": "language", "Gesperrt": meansInactive,
		},
		"French": {
			"Prénom": "given_name", "PRENOM": "given_name", "Nom de famille": "family_name", "Courriel": "email", "Téléphone portable": "mobile", "Matricule": "external_id", "Service": "department", "Fonction": "job_title",
			"Pays": "country", "Langue": "language", "Mot de passe": "password", "Date d'entrée": "start_date", "Identifiant de connexion": "username", "Rôle": meansRole,
		},
		"Spanish": {
			"Apellidos": "family_name", "Correo electrónico": "email", "Teléfono": "phone", "Móvil": "mobile", "Usuario": "username", "Contraseña": "password", "Puesto": "job_title", "País": "country",
			"Número de empleado": "external_id", "Fecha de ingreso": "start_date", "Nombre": meansName, "Activo": "status",
		},
		"Portuguese": {
			"Sobrenome": "family_name", "Celular": "mobile", "Telemóvel": "mobile", "Usuário": "username", "Senha": "password", "Cargo": "job_title", "Data de admissão": "start_date", "Nome completo": "full_name", "Ativo": "status",
		},
		"Italian": {"Cognome": "family_name", "Nome": meansName, "Cellulare": "mobile", "Matricola": "external_id", "Reparto": "department", "Mansione": "job_title", "Lingua": "language", "Nazione": "country", "Ruolo": meansRole},
		"Dutch": {
			"Voornaam": "given_name", "Achternaam": "family_name", "Tussenvoegsel": meansFamilyPrefix, "E-mailadres": "email", "Mobiel": "mobile", "Personeelsnummer": "external_id", "Afdeling": "department", "Functie": "job_title",
			"Wachtwoord": "password", "Gebruikersnaam": "username", "Uit dienst": "end_date",
		},
		"Polish":  {"Imię": "given_name", "Nazwisko": "family_name", "Telefon komórkowy": "mobile", "Stanowisko": "job_title", "Dział": "department", "Hasło": "password", "Numer pracownika": "external_id", "Kraj": "country"},
		"Swedish": {"Förnamn": "given_name", "Efternamn": "family_name", "E-post": "email", "Mobilnummer": "mobile", "Anställningsnummer": "external_id", "Avdelning": "department", "Befattning": "job_title", "Lösenord": "password"},
		"Turkish": {"Soyadı": "family_name", "Ad Soyad": "full_name", "E-posta": "email", "Cep Telefonu": "mobile", "Sicil No": "external_id", "ŞİFRE": "password", "Ünvan": "job_title", "Kullanıcı Adı": "username", "Ülke": "country"},
		"Russian": {"Фамилия": "family_name", "ФИО": "full_name", "Электронная почта": "email", "Мобильный телефон": "mobile", "Табельный номер": "external_id", "Должность": "job_title", "Отдел": "department", "Пароль": "password", "Логин": "username"},
		"Japanese": {
			"姓": "family_name", "名": "given_name", "氏名": "full_name", "メールアドレス": "email", "携帯電話": "mobile", "社員番号": "external_id", "部署": "department", "役職": "job_title", "入社日": "start_date", "パスワード": "password",
			"フリガナ": meansIgnored,
		},
		"Chinese":    {"姓名": "full_name", "电子邮箱": "email", "手机号码": "mobile", "工号": "external_id", "部门": "department", "职位": "job_title", "入职日期": "start_date", "密码": "password", "角色": meansRole, "国家": "country"},
		"Entra":      {"User name [userPrincipalName] Required": "username", "Block sign in (Yes/No) [accountEnabled] Required": meansInactive, "First name [givenName]": "given_name", "userPrincipalName": meansPrincipal, "mobilePhone": "mobile", "employeeHireDate": "start_date"},
		"Google":     {"First Name [Required]": "given_name", "Email Address [Required]": "email", "Change Password at Next Sign-In": "must_reset_password", "Password Hash Function [UPLOAD ONLY]": meansIgnored, "Manager Email": "manager"},
		"Okta":       {"user.firstName": "given_name", "user.login": "username", "mobilePhone": "mobile", "secondEmail": "email", "credentials.password.value": "password"},
		"OneRoster":  {"sourcedId": "external_id", "enabledUser": "status", "givenName": "given_name", "middleName": meansMiddleName, "sms": "mobile"},
		"Moodle":     {"idnumber": "external_id", "firstname": "given_name", "phone2": "mobile", "cohort1": "groups", "suspended": meansInactive, "lang": "language"},
		"Canvas":     {"login_id": "username", "user_id": "external_id", "ssha_password": "password_hash", "short_name": "display_name"},
		"Snipe-IT":   {"Employee Number": "external_id", "Activated": "status", "Created At": "created_at"},
		"BambooHR":   {"Employee #": "external_id", "Work Email": "email", "Reporting to": "manager", "Termination Date": "end_date", "Employment Status": "status"},
		"Personio":   {"Einstellungsdatum": "start_date", "Standort": "location"},
		"Czech":      {"Jméno": meansName, "Příjmení": "family_name", "Křestní jméno": "given_name", "E-mailová adresa": "email", "Osobní číslo": "external_id", "Oddělení": "department", "Pozice": "job_title", "Datum nástupu": "start_date", "Stav": "status", "Země": "country"},
		"Slovak":     {"Meno": meansName, "Priezvisko": "family_name", "Telefónne číslo": "phone", "Osobné číslo": "external_id", "Krajina": "country", "Dátum ukončenia": "end_date"},
		"Hungarian":  {"Vezetéknév": "family_name", "Keresztnév": "given_name", "E-mail cím": "email", "Telefonszám": "phone", "Törzsszám": "external_id", "Beosztás": "job_title", "Nyelv": "language", "Csoportok": "groups"},
		"Romanian":   {"Prenume": "given_name", "Nume de familie": "family_name", "Nume și prenume": "full_name", "Adresă de e-mail": "email", "Țară": "country", "Limbă": "language", "Funcție": "job_title", "Data angajării": "start_date"},
		"Greek":      {"Όνομα": meansName, "Επώνυμο": "family_name", "ΕΠΩΝΥΜΟ": "family_name", "Κινητό": "mobile", "Τηλέφωνο": "phone", "Τμήμα": "department", "Χώρα": "country", "Γλώσσα": "language"},
		"Korean":     {"이름": meansName, "성": "family_name", "성명": "full_name", "이메일": "email", "휴대폰 번호": "mobile", "사번": "external_id", "부서": "department", "직책": "job_title", "입사일": "start_date", "퇴사일": "end_date"},
		"Arabic":     {"الاسم الأول": "given_name", "اسم العائلة": "family_name", "الاسم الكامل": "full_name", "البريد الإلكتروني": "email", "رقم الجوال": "mobile", "الرقم الوظيفي": "external_id", "القسم": "department", "المسمى الوظيفي": "job_title"},
		"Lithuanian": {"Vardas": meansName, "Pavardė": "family_name", "El. paštas": "email", "Telefonas": "phone", "Pareigos": "job_title", "Skyrius": "department", "Šalis": "country", "Kalba": "language"},
		"Danish":     {"Fornavn": "given_name", "Efternavn": "family_name", "Navn": meansName, "Medarbejdernummer": "external_id", "Stilling": "job_title", "Sprog": "language", "Startdato": "start_date", "Slutdato": "end_date"},
		"Norwegian":  {"Fornavn": "given_name", "Etternavn": "family_name", "E-postadresse": "email", "Ansattnummer": "external_id", "Avdeling": "department", "Stillingstittel": "job_title", "Sluttdato": "end_date", "Brukernavn": "username"},
		"Finnish":    {"Etunimi": "given_name", "Sukunimi": "family_name", "Sähköposti": "email", "Matkapuhelin": "mobile", "Henkilönumero": "external_id", "Osasto": "department", "Tehtävänimike": "job_title", "Maa": "country", "Kieli": "language", "Ryhmät": "groups"},
		"Ukrainian":  {"Ім'я": meansName, "Ім’я": meansName, "Прізвище": "family_name", "Електронна пошта": "email", "Табельний номер": "external_id", "Відділ": "department", "Посада": "job_title", "Країна": "country", "Дата звільнення": "end_date"},
		"Workday":    {"Email - Primary Work": "email", "Legal First Name": "given_name", "Business Title": "job_title", "Supervisory Organization": "department", "Worker Status": "status"},
		"SAP":        {"PERNR": "external_id", "VORNA": "given_name", "NACHN": "family_name", "SMTP_ADDR": "email", "BIZ_PHONE": "phone", "BEGDA": "start_date", "DEFAULT_LOCALE": "language"},
		"HubSpot":    {"Record ID": "external_id", "Mobile Phone Number": "mobile", "Create Date": "created_at", "Contact owner": meansIgnored, "Lead Status": meansIgnored},
		"Salesforce": {"LastName": "family_name", "IsActive": "status", "EmployeeNumber": "external_id", "LanguageLocaleKey": "language", "ManagerId": "manager", "ProfileId": meansIgnored},
		"Outlook":    {"E-mail Address": "email", "E-mail 2 Address": "email", "Business Phone": "phone", "Business Country/Region": "country", "Manager's Name": meansIgnored, "Assistant's Phone": meansIgnored},
		"LDAP":       {"sn": "family_name", "cn": "full_name", "uid": "username", "sAMAccountName": "username", "telephoneNumber": "phone", "userAccountControl": "status", "whenCreated": "created_at", "objectGUID": "external_id", "l": "location", "co": "country"},
		"misspelled": {"Frist Name": "given_name", "Last Nmae": "family_name", "Emial": "email", "Pasword": "password", "Phone Numbr": "phone", "Departmnet": "department", "Usrename": "username", "Vornahme": "given_name"},
		"qualified":  {"Employee First Name": "given_name", "student_last_name": "family_name", "Primary User Name": "username", "Home Email": "email", "Person - Email - Work": "email", "Nom / Name": meansName},
		"others'":    {"Parent Email": meansIgnored, "Emergency Contact Phone": meansIgnored, "Company Phone Number": meansIgnored, "Assistant's Name": meansIgnored, "Email Opt In": meansIgnored, "Fax Number": meansIgnored},
		"powers":     {"admin": meansPrivilege, "is_superuser": meansPrivilege, "isAdmin": meansPrivilege, "Is Staff": meansPrivilege, "Global Administrator": meansPrivilege, "Berechtigungen": meansPrivilege, "管理員": meansPrivilege},
		"secrets":    {"API Key": meansSecret, "remember_token": meansSecret, "Recovery code": meansSecret},
		"nothing":    {"Favourite colour": "", "telegramHandle": meansIgnored, "Shoe size": "", "Score": meansIgnored, "State": meansIgnored, "Postal": meansIgnored},
	}
	for group, names := range tests {
		t.Run(group, func(t *testing.T) {
			for name, want := range names {
				if got := known().read(name); got.field != want {
					t.Errorf("read(%q) = %q, want %q", name, got.field, want)
				}
			}
		})
	}
}

func TestKeyOf(t *testing.T) {
	for in, want := range map[string]string{
		"E-Mail":       "email",
		"Prénom":       "prenom",
		"STRAẞE":       "strasse",
		"Imię":         "imie",
		"ŁÓDŹ":         "lodz",
		"İsim":         "isim",
		"Employee #":   "employeenumber",
		"ガ":            "ガ",
		"ｅｍａｉｌ":        "email",
		"ﾒｰﾙ":          "メール",
		" \u200b- ":    "",
		"Ё":            "е",
		"cafe\u0301 1": "cafe1",
	} {
		if got := keyOf(in); got != want {
			t.Errorf("keyOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWordsOf(t *testing.T) {
	for in, want := range map[string]string{
		"userEmail_2":       "user email 2",
		"E-mail 1 - Value":  "email 1 value",
		"HTTPServer":        "httpserver",
		"user.first.name":   "user first name",
		"":                  "",
		"--":                "",
		"Téléphone (fixe)":  "telephone fixe",
		"PrimaryEMail":      "primary email",
		"phone2":            "phone 2",
		"Manager's Name":    "manager s name",
		"給与 メール":            "給与 メール",
		"student_last_name": "student last name",
	} {
		if got := strings.Join(wordsOf(in), " "); got != want {
			t.Errorf("wordsOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		field importer.Field
		cell  string
		want  string
	}{
		{importer.Status, "active", "active"},
		{importer.Status, "Aktiv", "active"},
		{importer.Status, "TRUE", "active"},
		{importer.Status, "no", "inactive"},
		{importer.Status, "514", "inactive"},
		{importer.Status, "退職", "inactive"},
		{importer.Status, "Deprovisioned", "inactive"},
		{importer.Status, "Neaktivní", "inactive"},
		{importer.Status, "재직중", "active"},
		{importer.Status, "Звільнено", "inactive"},
		{importer.Status, "Pending", ""},
		{importer.Kind, "Firma", "organization"},
		{importer.Access, "revoke", "remove"},
		{importer.Portal, "Intern", "internal"},
		{importer.Onboarding, "Temporary Password", "temporary_password"},
		{importer.Email, "active", ""},
	}
	for _, tt := range tests {
		if got, ok := knownWords().canonical(tt.field, tt.cell); got != tt.want || ok != (tt.want != "") {
			t.Errorf("canonical(%v, %q) = %q, %v; want %q", tt.field, tt.cell, got, ok, tt.want)
		}
	}
}
