// Verify checks a session token of Inkan: verify TOKEN JWKS_URL [AUDIENCE]
//
// It prints the claims, or the reason on standard error and exits 1.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

func verify(token, jwksURL string, audience []string) (jwt.MapClaims, error) {
	keys, err := keyfunc.NewDefault([]string{jwksURL})
	if err != nil {
		return nil, err
	}
	options := []jwt.ParserOption{jwt.WithValidMethods([]string{"RS256"}), jwt.WithExpirationRequired()}
	if len(audience) > 0 {
		options = append(options, jwt.WithAudience(audience...))
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(token, claims, keys.Keyfunc, options...); err != nil {
		return nil, err
	}
	// session_id tells a session token from the other tokens signed with the same keys.
	if _, present := claims["session_id"]; !present {
		return nil, errors.New("not a session token: session_id is missing")
	}
	return claims, nil
}

func main() {
	if len(os.Args) < 3 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "usage: verify TOKEN JWKS_URL [AUDIENCE]")
		os.Exit(1)
	}
	claims, err := verify(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	output := json.NewEncoder(os.Stdout)
	output.SetIndent("", "  ")
	if err := output.Encode(claims); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
