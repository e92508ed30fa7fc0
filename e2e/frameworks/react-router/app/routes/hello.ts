export function loader({ request }: { request: Request }) {
  return Response.json({ hello: new URL(request.url).searchParams.get('name') ?? 'react-router' });
}
