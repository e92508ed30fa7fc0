/**
 * A token server, as Docker Hub and most hosted registries have beside them: a client that wants an image is sent here first.
 *
 *   client -> registry   GET /v2/…                                     401, www-authenticate: Bearer realm="https://here/token",service=…,scope=…
 *   client -> here       GET  /token?service=…&scope=…  Basic login    {"token": "<JWT>"}
 *                        POST /token  grant_type=refresh_token         {"access_token": "<JWT>"}     with an identity token instead of a password
 *   client -> registry   GET /v2/…  Bearer <JWT>
 *
 * The JWT grants the scopes that were asked for, is signed with the server's own key (ES256), and carries its certificate (x5c), which the
 * registry has been told to trust. Specification: distribution's docs, "Token Authentication".
 *
 * It runs as `node -e` in the room of the second engine; what was granted, and to whom, is printed a line each.
 */

/** For `node -e`: arguments are port, certificate, key, `user:password`, identity token. */
export const TOKEN_SERVER = `
const { createSign, randomUUID, X509Certificate } = require('node:crypto');
const { readFileSync } = require('node:fs');
const [port, certFile, keyFile, login, identity] = process.argv.slice(1);
const [cert, key] = [certFile, keyFile].map((file) => readFileSync(file));
const x5c = [new X509Certificate(cert).raw.toString('base64')];
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (user, service, scopes) => {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [, type, name, actions] = /^([^:]+):(.+):([^:]+)$/.exec(scope);
    return { type, name, actions: actions.split(',') };
  });
  const claims = { iss: 'test', sub: user, aud: service, iat: now, nbf: now - 10, exp: now + 300, jti: randomUUID(), access };
  const signed = encode({ typ: 'JWT', alg: 'ES256', x5c }) + '.' + encode(claims);
  return signed + '.' + createSign('SHA256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url');
};
const bodyOf = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
};
require('node:https').createServer({ cert, key }, async (request, response) => {
  const isPost = request.method === 'POST';
  const asked = isPost ? await bodyOf(request) : new URL(request.url, 'https://x').searchParams;
  const basic = 'Basic ' + Buffer.from(login).toString('base64');
  const granted = isPost ? asked.get('refresh_token') === identity : request.headers.authorization === basic;
  const scopes = asked.getAll('scope').flatMap((scope) => scope.split(' '));
  console.log(request.method, granted ? 'granted' : 'refused', scopes.join(' '));
  if (!granted) return response.writeHead(401).end();
  const user = isPost ? 'identity' : login.split(':')[0];
  response.setHeader('content-type', 'application/json');
  const made = token(user, asked.get('service'), scopes);
  response.end(JSON.stringify({ token: made, access_token: made, expires_in: 300 }));
}).listen(Number(port), () => console.log('listening'));
`;
