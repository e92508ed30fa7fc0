import { json, type LoaderFunctionArgs } from '@remix-run/node';

export function loader({ request }: LoaderFunctionArgs) {
  return json({ hello: new URL(request.url).searchParams.get('name') ?? 'remix' });
}
