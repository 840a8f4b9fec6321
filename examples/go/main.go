// A service that answers who calls: 200 with what the bearer token says, or 401.
//
//	JWKS_URL=https://auth.example.com/.well-known/jwks.json AUDIENCE=example.com \
//	    ISSUER=https://auth.example.com PORT=9000 go run .
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	url, audience, issuer := os.Getenv("JWKS_URL"), os.Getenv("AUDIENCE"), os.Getenv("ISSUER")
	if url == "" || audience == "" {
		log.Fatal("JWKS_URL and AUDIENCE must be set")
	}
	keys := newKeys(url)
	service := http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		scheme, token, _ := strings.Cut(request.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "bearer") {
			token = ""
		}
		session, err := verify(token, keys, audience, issuer)
		if errors.Is(err, errNoKeys) {
			answer.Header().Set("Retry-After", "5")
			http.Error(answer, err.Error(), http.StatusServiceUnavailable)
			return
		}
		if err != nil {
			answer.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			http.Error(answer, err.Error(), http.StatusUnauthorized)
			return
		}
		answer.Header().Set("X-User-Id", session.Subject)
		json.NewEncoder(answer).Encode(session)
	})
	server := http.Server{
		Addr:              "127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "9000"),
		Handler:           service,
		ReadHeaderTimeout: 5 * time.Second,
	}
	log.Fatal(server.ListenAndServe())
}
