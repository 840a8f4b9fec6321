// A service that answers who calls: 200 with the claims of the bearer token, or 401.
//
//     JWKS_URL=https://auth.example.com/.well-known/jwks.json AUDIENCE=example.com \
//         ISSUER=https://auth.example.com PORT=9000 node serve.mjs
import { createServer } from "node:http";
import { cachedKeys, NoKeys, PAUSE, verify } from "./inkan.mjs";

const { JWKS_URL, AUDIENCE, ISSUER, PORT = "9000" } = process.env;
if (!JWKS_URL || !AUDIENCE) throw new Error("JWKS_URL and AUDIENCE must be set");
const keys = cachedKeys(JWKS_URL);

createServer(async (request, response) => {
  const token = /^bearer (.*)$/i.exec(request.headers.authorization ?? "")?.[1];
  try {
    const claims = await verify(token ?? "", keys, AUDIENCE, ISSUER);
    response.writeHead(200, { "X-User-Id": claims.sub }).end(JSON.stringify(claims));
  } catch (refusal) {
    if (refusal instanceof NoKeys) {
      response.writeHead(503, { "Retry-After": PAUSE }).end("no keys yet");
    } else {
      response.writeHead(401, { "WWW-Authenticate": 'Bearer error="invalid_token"' }).end(refusal.message);
    }
  }
}).listen(Number(PORT), "127.0.0.1");
