export function parseName(parameters: URLSearchParams): string {
  return parameters.get('name') ?? 'nobody';
}
