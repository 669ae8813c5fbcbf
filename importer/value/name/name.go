package name

func Split(full string) (given, family string, ok bool) { return "", "", false }
