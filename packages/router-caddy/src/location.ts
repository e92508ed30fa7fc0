/**
 * Adds a function's prefix to the paths that its responses point clients to: a redirect to `/login`
 * becomes `/invoke/a/login`. nginx does the same with `proxy_redirect`, Apache with
 * `ProxyPassReverse`.
 *
 *   Location: /login            ->  /invoke/a/login      also /, /?x and 201 Created
 *   Location: /invoke/a/login   ->  unchanged            the function has read X-Forwarded-Prefix
 *   Location: //host/x, https:  ->  unchanged            another host
 *   Location: login, ../login   ->  unchanged            clients resolve it against their own path
 *
 * The same for every prefix that a function does not see; where it sees the whole path, nothing is
 * changed.
 *
 * Go's patterns have no lookahead, so this takes two replacements: the first adds the prefix to
 * every path, the second removes it where it is now twice.
 *
 * Gotchas:
 *  - `/invoke/b` of function `a` becomes `/invoke/a/invoke/b`. Only an absolute URL leads to another
 *    function.
 *  - `/\host` gets the prefix. Browsers read it as `//host`, so passing it on would be worse.
 *  - Caddy compiles a pattern with a placeholder again for each response that has the header. That
 *    is only the second one, and only redirects have these headers.
 *  - `Set-Cookie` is unchanged: a cookie for `/` works below the prefix, and its name may be meant
 *    for all functions.
 */

interface Replacement {
  readonly search_regexp: string;
  readonly replace: string;
}

/** What precedes the path in a `Refresh` header: `5; url=`, also with a quotation mark. */
const REFRESH = '[0-9.\\s]*[;,\\s]\\s*(?:[uU][rR][lL]\\s*=\\s*)?["\']?';

/**
 * Caddy's replacements by response header. Pure.
 * @param prefix with Caddy's placeholders. Their values are no patterns, except that a dot in the
 *   path of a further address matches any character.
 */
export function locationHeaders(prefix: string): Readonly<Record<string, readonly Replacement[]>> {
  const [plain, refresh] = [prefixed('', prefix), prefixed(REFRESH, prefix)];
  return { Location: plain, 'Content-Location': plain, Refresh: refresh };
}

function prefixed(before: string, prefix: string): readonly Replacement[] {
  return [
    { search_regexp: `^(${before})/([^/]|$)`, replace: `$1${prefix}/$2` },
    { search_regexp: `^(${before}${prefix})${prefix}([/?#"']|$)`, replace: '$1$2' },
  ];
}
