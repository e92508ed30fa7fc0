export function GET({ request }: { request: Request }) {
  return Response.json({ hello: new URL(request.url).searchParams.get('name') ?? 'solid-start' });
}
