/**
 * The answer to a request that no function serves: a 404, in the shape of answers.ts.
 *
 * A router that only this machine reaches names the functions that run, because a misspelt or
 * stopped function is then the usual cause. Caddy's templates read them from the route files at
 * that moment (route-files.ts).
 */
import { JSON_HEADERS, jsonAnswer } from './answers.js';
import { DATA_DIR, ROUTES_DIR } from './container-layout.js';

/** Caddy's handlers. Pure. */
export function notFound(namesFunctions: boolean): object[] {
  if (!namesFunctions)
    return [jsonAnswer(404, 'Not Found', 'No function answers here; functions are at /invoke/<name>.')];
  return [
    { handler: 'templates', file_root: DATA_DIR, mime_types: ['application/json'] },
    { handler: 'static_response', status_code: 404, headers: JSON_HEADERS, body: TEMPLATE },
  ];
}

/** `templates` rewrites the response of the handler after it. A function runs if it has a route. */
const TEMPLATE = [
  `{{$names := list}}{{if fileExists "/${ROUTES_DIR}"}}{{range $fn := listFiles "/${ROUTES_DIR}"}}`,
  `{{$dir := print "/${ROUTES_DIR}/" $fn}}{{if (fileStat $dir).IsDir}}{{if listFiles $dir}}`,
  `{{$names = append $names $fn}}{{end}}{{end}}{{end}}{{end}}{{$names = sortAlpha $names}}`,
  `{"status":404,"error":"Not Found","message":"No function answers here; `,
  `{{if $names}}these run: {{join ", " $names}}{{else}}none runs{{end}}.","running":{{toJson $names}}}`,
].join('');
