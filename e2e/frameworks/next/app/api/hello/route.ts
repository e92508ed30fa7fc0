export function GET(request: Request) {
  const name = new URL(request.url).searchParams.get('name') ?? 'next';
  return Response.json({ hello: name });
}
