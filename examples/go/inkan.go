// Inkan.go verifies session tokens of Inkan: copy this file into your service.
package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	pause   = 5 * time.Second // between two requests to Inkan at least, whatever tokens come
	timeout = 2 * time.Second // that a request to Inkan may take
	leeway  = 5 * time.Second // that the clocks of Inkan and this service may differ
	fresh   = 5 * time.Minute // that a JWK Set without max-age is fresh
)

var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.EdDSA}

// errNoKeys says that no JWK Set could be fetched since the start: an outage, not a bad token.
var errNoKeys = errors.New("no keys yet")

// Session is what a token says; the other claims can be read in the same way.
type Session struct {
	jwt.Claims
	ID string `json:"session_id"`
}

// verify returns what a token says that holds. An empty issuer is not checked.
func verify(token string, keys *Keys, audience, issuer string) (*Session, error) {
	parsed, err := jwt.ParseSigned(token, algorithms)
	if err != nil {
		return nil, err
	}
	key, err := keys.find(parsed.Headers[0].KeyID)
	if err != nil {
		return nil, err
	}
	session := &Session{}
	if err := parsed.Claims(key, session); err != nil {
		return nil, err
	}
	// session_id tells a session token from the other tokens signed with the same keys.
	if session.Expiry == nil || session.Subject == "" || session.ID == "" {
		return nil, errors.New("not a session token")
	}
	expected := jwt.Expected{Issuer: issuer, AnyAudience: jwt.Audience{audience}}
	return session, session.ValidateWithLeeway(expected, leeway)
}

// Keys is the cached JWK Set. It goes on with the last good set when Inkan does not answer.
type Keys struct {
	url    string
	asking sync.Mutex
	cached atomic.Pointer[set]
}

type set struct {
	jose.JSONWebKeySet
	asked, freshUntil time.Time
}

func newKeys(url string) *Keys {
	keys := &Keys{url: url}
	keys.cached.Store(&set{})
	return keys
}

func (keys *Keys) find(kid string) (*jose.JSONWebKey, error) {
	if cached := keys.cached.Load(); cached.isDue(kid) && keys.lock(cached.has(kid)) {
		if last := keys.cached.Load(); last.isDue(kid) {
			keys.cached.Store(keys.next(last))
		}
		keys.asking.Unlock()
	}
	cached := keys.cached.Load()
	if len(cached.Keys) == 0 {
		return nil, errNoKeys
	}
	if !cached.has(kid) {
		return nil, errors.New("unknown key")
	}
	return &cached.Key(kid)[0], nil
}

// lock waits for a request that is under way only if nothing can be done without its answer.
func (keys *Keys) lock(known bool) bool {
	if known {
		return keys.asking.TryLock()
	}
	keys.asking.Lock()
	return true
}

func (cached *set) has(kid string) bool { return len(cached.Key(kid)) > 0 }

func (cached *set) isDue(kid string) bool {
	now := time.Now()
	return now.After(cached.asked.Add(pause)) && (now.After(cached.freshUntil) || !cached.has(kid))
}

// next is the set that Inkan publishes, or the last one when it cannot be had.
func (keys *Keys) next(last *set) *set {
	next, err := keys.fetch()
	if err != nil {
		log.Println("no JWK Set, going on with the last one:", err)
		next = &set{JSONWebKeySet: last.JSONWebKeySet, freshUntil: last.freshUntil}
	}
	next.asked = time.Now()
	return next
}

var client = http.Client{Timeout: timeout}
var maxAge = regexp.MustCompile(`max-age=(\d+)`)

func (keys *Keys) fetch() (*set, error) {
	next := &set{freshUntil: time.Now().Add(fresh)}
	answer, err := client.Get(keys.url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New(answer.Status)
	}
	if age := maxAge.FindStringSubmatch(answer.Header.Get("Cache-Control")); age != nil {
		seconds, err := time.ParseDuration(age[1] + "s")
		if err != nil {
			return nil, err
		}
		next.freshUntil = next.freshUntil.Add(seconds - fresh)
	}
	return next, json.NewDecoder(answer.Body).Decode(&next.JSONWebKeySet)
}
