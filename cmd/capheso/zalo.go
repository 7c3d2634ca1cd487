package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"capheso/adapters"
	"capheso/adapters/counts"
	"capheso/adapters/secrets"
	"capheso/adapters/zalobot"
	"capheso/adapters/zalooa"
	"capheso/dialogs"
	"capheso/store"
)

// zaloAccount is what every command that talks to an Official Account needs.
// Secrets are no flags: flags are seen by everybody on the machine. See
// capheso secrets.
type zaloAccount struct {
	OAAppID        string `name:"oa-app-id" help:"Id of the Zalo app of the Official Account; without it there is no such channel." placeholder:"NUMBER"`
	OAAPI          string `name:"oa-api" help:"Base URL of Zalo's Official Account API. Default: Zalo's own." placeholder:"URL"`
	OAOauth        string `name:"oa-oauth" help:"Base URL of Zalo's OAuth. Default: Zalo's own." placeholder:"URL"`
	OACodeVerifier string `name:"oa-code-verifier" help:"The PKCE verifier whose challenge is kept in Zalo's console. Default: a new one for each login." placeholder:"TEXT"`
	OAProof        bool   `name:"oa-proof" help:"Send appsecret_proof with every call."`
}

// zaloFlags connect the bot to Zalo.
type zaloFlags struct {
	zaloAccount
	Verifier      []string `help:"Codes of the files zalo_verifier<CODE>.html that prove this domain." placeholder:"CODE"`
	AllowPaid     bool     `help:"Write to learners in the days that Zalo bills: 48 hours to 7 days after they last wrote."`
	OARate        float64  `name:"oa-rate" help:"Messages a second over all learners of the Official Account. Zalo takes 4,000 requests a minute for an app." default:"20" placeholder:"N"`
	OAButtons     bool     `name:"oa-buttons" help:"Try buttons on the Official Account; they switch themselves off when Zalo refuses them."`
	BotAPI        string   `name:"bot-api" help:"Base URL of the Zalo Bot Platform. Default: Zalo's own." placeholder:"URL"`
	BotRate       float64  `name:"bot-rate" help:"Messages a second over all learners of the bot." default:"1.5" placeholder:"N"`
	BotWebhookURL string   `name:"bot-webhook-url" help:"Public https URL of /zalo/bot, told to Zalo at the start. A webhook needs the secret zalo-bot-webhook-secret; without it the bot asks Zalo." placeholder:"URL"`
}

// countsFile is the name of the book of counts in the data folder.
const countsFile = "zalo-counts"

// channels are the bot's Zalo channels, none when nothing is set. done is to be
// called when they are not used any more.
func (f zaloFlags) channels(dir string, st store.Store, world *dialogs.World, log *slog.Logger) (list []adapters.Channel, done func(), err error) {
	token, err := secret("zalo-bot-token", log)
	if err != nil || f.OAAppID == "" && token == "" {
		return nil, func() {}, err
	}
	book, err := counts.Open(filepath.Join(dir, countsFile), time.Now())
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			book.Close()
		}
	}()
	if f.OAAppID != "" {
		o, err := f.options(dir, st, log)
		if err != nil {
			return nil, nil, err
		}
		o.Verifiers, o.AllowPaid, o.Buttons, o.Rate, o.Counts = f.Verifier, f.AllowPaid, f.OAButtons, f.OARate, book
		o.Wrote, o.Picture = wrote(st), world.Course.ReadFile
		oa, err := zalooa.New(o)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, oa)
	}
	if token != "" {
		hook, err := secret("zalo-bot-webhook-secret", log)
		if err != nil {
			return nil, nil, err
		}
		bot, err := zalobot.New(zalobot.Options{Token: token, API: f.BotAPI, WebhookSecret: hook, WebhookURL: f.BotWebhookURL, Rate: f.BotRate, Counts: book, Log: log, Network: transport()})
		if err != nil {
			return nil, nil, err
		}
		list = append(list, bot)
	}
	return list, func() { book.Close() }, nil
}

// wrote says when a learner last wrote: the session knows, and forgets it when
// they are erased.
func wrote(st store.Store) func(context.Context, dialogs.UserID) (time.Time, error) {
	return func(ctx context.Context, user dialogs.UserID) (time.Time, error) {
		s, _, err := st.Session(ctx, user)
		return s.Seen, err
	}
}

// options are the account with its secrets and its vault: in the store when
// replicas share it, else in the data folder. st is nil for that.
func (f zaloAccount) options(dir string, st store.Store, log *slog.Logger) (o zalooa.Options, err error) {
	if f.OAAppID == "" {
		return o, errors.New("which Official Account? Give the id of its app with --zalo-oa-app-id or CAPHESO_ZALO_OA_APP_ID")
	}
	o = zalooa.Options{AppID: f.OAAppID, API: f.OAAPI, OAuth: f.OAOauth, Network: transport(), Verifier: f.OACodeVerifier, Proof: f.OAProof, Log: log}
	if o.AppSecret, err = secret("zalo-oa-app-secret", log); err != nil {
		return o, err
	}
	if o.AppSecret == "" {
		return o, errors.New("the secret of the Zalo app is missing; keep it with: capheso secrets set zalo-oa-app-secret")
	}
	if o.OASecret, err = secret("zalo-oa-oa-secret", log); err != nil {
		return o, err
	}
	if o.OASecret == "" {
		o.OASecret = os.Getenv("CAPHESO_ZALO_OA_SECRET") // the shorter name is easily taken for the right one
	}
	if o.Seed, err = secret("zalo-oa-refresh-token", log); err != nil {
		return o, err
	}
	if shared, ok := st.(store.Shared); ok {
		o.Vault, err = sharedVault(shared, f.OAAppID, o.AppSecret)
		return o, err
	}
	file := filepath.Join(dir, zalooa.VaultFile)
	key, err := vaultKey(dir, file, log)
	if err != nil {
		return o, err
	}
	o.Vault, err = zalooa.FileVault(file, key)
	return o, err
}

// sharedVault keeps the tokens in the store. They are sealed with a key made of
// the app's secret, which every replica has anyway, and without which a refresh
// token is of no use: the database alone does not give them away.
func sharedVault(st store.Shared, app, secret string) (zalooa.Vault, error) {
	made, err := hkdf.Key(sha256.New, []byte(secret), nil, "capheso zalo tokens of "+app, zalooa.KeySize)
	if err != nil {
		return nil, err
	}
	box := func(ctx context.Context, work func([]byte, func([]byte) error) error) error {
		return st.Hold(ctx, "zalo tokens of "+app, work)
	}
	return zalooa.Sealed("the Zalo tokens in the store", box, [zalooa.KeySize]byte(made))
}

// secret is a secret of the operator's, or empty when it is nowhere.
func secret(name string, log *slog.Logger) (string, error) {
	found, err := keys.Get(name)
	switch {
	case errors.Is(err, secrets.ErrNotSet):
		return "", nil
	case err != nil:
		return "", err
	case found.Fallback != "":
		log.Info(found.Fallback)
	}
	return found.Value.Reveal(), nil
}

// keyFile holds the key of the vault where there is no keyring.
const keyFile = "zalo-vault.key"

// vaultKey is the key the tokens are sealed with. The first time it is made,
// and kept in the keyring, or in a file only this user can read.
func vaultKey(dir, vault string, log *slog.Logger) (key [zalooa.KeySize]byte, err error) {
	text, err := secret("zalo-vault-key", log)
	if err != nil {
		return key, err
	}
	file := filepath.Join(dir, keyFile)
	if text == "" {
		data, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return key, err
		}
		text = strings.TrimSpace(string(data))
	}
	if text != "" {
		n, err := hex.Decode(key[:], []byte(text[:min(len(text), 2*len(key))]))
		if err != nil || n != len(key) || len(text) != 2*len(key) {
			return key, fmt.Errorf("the key of the Zalo tokens is damaged: it is %d hexadecimal digits", 2*len(key))
		}
		return key, nil
	}
	if _, err := os.Stat(vault); err == nil {
		return key, fmt.Errorf("%s is there and its key is not: put back zalo-vault-key (capheso secrets list), or move the file away and log in again", vault)
	}
	_, _ = rand.Read(key[:]) // never fails
	text = hex.EncodeToString(key[:])
	if err := keys.Set("zalo-vault-key", text); err == nil {
		log.Info("the Zalo tokens are sealed with a new key, kept in the keyring as zalo-vault-key")
		return key, nil
	}
	log.Info("no system keyring here; the key that seals the Zalo tokens is kept in " + file)
	return key, writeOnce(file, text)
}

// writeOnce creates a file that was not there, for this user only.
func writeOnce(file, text string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}
