package main

import (
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"capheso/adapters/secrets"
)

// composed is as much of deploy/compose.yaml as the program has a say in. A key
// that is not here is a fault of the test, so that nothing is overlooked.
type composed struct {
	Bot      any `yaml:"x-bot"`
	Services map[string]service
	Volumes  map[string]any
}

type service struct {
	Image       string
	Command     []string
	ReadOnly    bool `yaml:"read_only"`
	User        string
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Restart     string
	Grace       string                                `yaml:"stop_grace_period"`
	MemLimit    string                                `yaml:"mem_limit"`
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Environment map[string]string
	Volumes     []string
	Ports       []string
	Healthcheck struct {
		Test     []string
		Interval string
		Retries  int
	}
}

// replicasOf are the services that run the program.
var replicasOf = []string{"bot1", "bot2"}

func readDeploy(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func readCompose(t *testing.T) (c composed) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions([]byte(readDeploy(t, "compose.yaml")), &c, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(c.Services)); !slices.Equal(got, []string{"balancer", "bot1", "bot2", "db"}) {
		t.Fatalf("the services are %v", got)
	}
	return c
}

// TestComposeBots holds the two bots against the program and its image.
func TestComposeBots(t *testing.T) {
	c, image := readCompose(t), readDeploy(t, "Dockerfile")
	_, help, _ := call(t, "", "serve", "--help")
	if !regexp.MustCompile(`-t capheso:latest `).MatchString(readDeploy(t, "../Makefile")) {
		t.Error("make image builds another image")
	}
	for _, name := range replicasOf {
		b := c.Services[name]
		user, _, _ := strings.Cut(b.User, ":")
		grace, err := time.ParseDuration(b.Grace)
		switch {
		case b.Image != "capheso:latest" || !slices.Equal(b.Command, []string{"serve"}):
			t.Errorf("%s runs %s %v", name, b.Image, b.Command)
		case !b.ReadOnly || user == "0" || !strings.Contains(image, "\nUSER "+b.User+"\n") || !strings.Contains(image, "--chown="+b.User+" data /data"):
			t.Errorf("%s: read_only %v, user %q", name, b.ReadOnly, b.User)
		case !slices.Equal(b.CapDrop, []string{"ALL"}) || !slices.Contains(b.SecurityOpt, "no-new-privileges:true"):
			t.Errorf("%s may do too much: %v %v", name, b.CapDrop, b.SecurityOpt)
		case err != nil || grace <= 10*time.Second: // as long as a stop takes
			t.Errorf("%s has %q to stop", name, b.Grace)
		case len(b.Ports) > 0:
			t.Errorf("%s is open to the world at %v", name, b.Ports)
		case !slices.Equal(b.Volumes, []string{name + ":/data"}):
			t.Errorf("%s keeps its files in %v", name, b.Volumes)
		}
		for key := range b.Environment {
			if flag := strings.Contains(help, "($"+key+")"); key != "PGPASSWORD" && !flag && !isSecret(key) {
				t.Errorf("%s: the program knows no %s", name, key)
			}
		}
	}
}

func isSecret(key string) bool {
	return slices.ContainsFunc(secrets.Known, func(name string) bool { return secrets.Variable(name) == key })
}

// TestComposeDatabase holds the database against what the bots are told of it.
func TestComposeDatabase(t *testing.T) {
	c := readCompose(t)
	db := c.Services["db"]
	for _, name := range replicasOf {
		b := c.Services[name]
		u, err := url.Parse(b.Environment["CAPHESO_STORE"])
		if err != nil || u.Scheme != "postgres" || u.Host != "db" {
			t.Fatalf("%s keeps everything in %v, %v", name, u, err)
		}
		if _, shown := u.User.Password(); shown || b.Environment["PGPASSWORD"] != db.Environment["POSTGRES_PASSWORD"] {
			t.Errorf("%s has another password, or shows it", name)
		}
		if user := u.User.Username(); user != db.Environment["POSTGRES_USER"] || u.Path != "/"+user {
			t.Errorf("%s asks for %v", name, u) // the image names the database after its user
		}
		if b.DependsOn["db"].Condition != "service_healthy" {
			t.Errorf("%s does not wait for the database", name)
		}
	}
	if !strings.HasPrefix(db.Image, "postgres:") || len(db.Ports) > 0 || len(db.Volumes) != 1 || !slices.Contains(db.Healthcheck.Test, "pg_isready") {
		t.Errorf("the database is %+v", db)
	}
}

// TestComposeBalancer holds the balancer against the bots behind it.
func TestComposeBalancer(t *testing.T) {
	c, file := readCompose(t), readDeploy(t, "Caddyfile")
	l := c.Services["balancer"]
	if !slices.Equal(l.Ports, []string{"80:80", "443:443"}) || !slices.Contains(l.Volumes, "./Caddyfile:/etc/caddy/Caddyfile:ro") {
		t.Errorf("the balancer is %+v", l)
	}
	if l.Environment["DOMAIN"] != c.Services["bot1"].Environment["CAPHESO_HOST"] || !strings.HasPrefix(file, "{$DOMAIN} {") {
		t.Error("the balancer has another name than the bots")
	}
	port := regexp.MustCompile(`CAPHESO_ADDR=0\.0\.0\.0(:\d+)`).FindStringSubmatch(readDeploy(t, "Dockerfile"))
	if port == nil || !strings.Contains(file, "reverse_proxy "+strings.Join(replicasOf, port[1]+" ")+port[1]+" {") {
		t.Errorf("the bots listen on %v, the balancer asks\n%s", port, file)
	}
}

// TestComposeIsToldAll wants every setting that somebody has to write named at
// the head of the file, and every volume declared.
func TestComposeIsToldAll(t *testing.T) {
	c, file := readCompose(t), readDeploy(t, "compose.yaml")
	head, rest, _ := strings.Cut(file, "x-bot:")
	told := map[string]bool{}
	for _, m := range regexp.MustCompile(`\$\{(\w+)`).FindAllStringSubmatch(rest, -1) {
		if told[m[1]] = true; !strings.Contains(head, m[1]) {
			t.Errorf("nobody is told to write %s", m[1])
		}
	}
	for _, name := range regexp.MustCompile(`\b(DOMAIN|[A-Z]+_[A-Z]+)\b`).FindAllString(head, -1) {
		if !told[name] {
			t.Errorf("%s is asked for and not used", name)
		}
	}
	for name, s := range c.Services {
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, ok := c.Volumes[from]; !ok && !strings.HasPrefix(from, "./") {
				t.Errorf("%s has a volume %s that is not declared", name, from)
			}
		}
	}
}
